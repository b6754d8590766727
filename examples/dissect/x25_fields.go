package main

import (
	"encoding/hex"
	"fmt"
	"reflect"

	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/lapb"
)

// x25Offsets returns where the fields of an X.25 packet lie.
func x25Offsets(p x25.Packet, octets []byte) map[string]int {
	offsets := map[string]int{"LCI": 0, "D": 0, "Q": 0, "TOANPI": 0}
	block := 0
	switch p := p.(type) {
	case *x25.Data:
		offsets["PS"] = 2
		numbers := 2
		if p.Modulo == x25.Modulo128 {
			numbers = 3
		}
		offsets["PR"], offsets["M"] = numbers, numbers
	case *x25.ReceiveReady, *x25.ReceiveNotReady, *x25.Reject:
		offsets["PR"] = 2
		if len(octets) > 3 {
			offsets["PR"] = 3
		}
	case *x25.CallRequest, *x25.CallAccepted, *x25.ClearConfirmation, *x25.RegistrationRequest:
		block = 3
	case *x25.ClearRequest, *x25.RegistrationConfirmation:
		offsets["Cause"], offsets["Diagnostic"] = 3, 4
		block = 5
	case *x25.ResetRequest, *x25.RestartRequest:
		offsets["Cause"], offsets["Diagnostic"] = 3, 4
	case *x25.DiagnosticPacket:
		offsets["Code"] = 3
	case *x25.Interrupt, *x25.InterruptConfirmation, *x25.ResetConfirmation, *x25.RestartConfirmation:
	}
	if block > 0 && block+1 < len(octets) {
		addressOffsets(offsets, octets, block)
	}
	return offsets
}

// addressOffsets notes where the addresses of the block at off begin; the second may begin within an octet.
func addressOffsets(offsets map[string]int, octets []byte, off int) {
	first, second := "Called", "Calling"
	n := int(octets[off] & 0x0f)
	at := off + 1
	if octets[0]&0x80 != 0 {
		n, at = int(octets[off]), off+2
	}
	offsets[first], offsets[second] = at, at+n/2
	offsets["DCE"], offsets["DTE"] = at, at+n/2
}

// lapbOffsets returns where the fields of a LAPB frame lie.
func lapbOffsets(f *lapb.Frame) map[string]int {
	offsets := map[string]int{"Address": 0, "Type": 1, "PF": 1}
	if f.Type == lapb.I {
		offsets["NS"] = 1
	}
	if f.Type <= lapb.REJ {
		offsets["NR"] = 1
		if f.Extended {
			offsets["PF"], offsets["NR"] = 2, 2
		}
	}
	return offsets
}

// facilities describes the facilities of a packet, each as a group.
func (d *describer) facilities(name string, v x25.FacilityField) field {
	group := field{name: name, offset: d.within(v, -1)}
	for f, err := range v.All() {
		if err != nil {
			break // a packet with such a field is not decoded
		}
		at := -1
		if group.offset >= 0 {
			at = group.offset + f.Offset
		}
		e := field{name: fmt.Sprintf("[%d]", len(group.fields)), offset: -1}
		title := f.Code().String()
		if !f.Code().Known() && !f.IsMarker() {
			title = fmt.Sprintf("%s facility %02x", f.Section, f.Octet)
		}
		e.fields = append(e.fields, field{name: "Facility", offset: at, value: title, text: title})
		if value := typedFacility(f); value != nil {
			e.fields = append(e.fields, d.values(reflect.ValueOf(value))...)
		} else if !f.IsMarker() {
			e.fields = append(e.fields, field{name: "Value", offset: d.within(f.Value, -1), value: hex.EncodeToString(f.Value), text: octetText(f.Value)})
		}
		group.fields = append(group.fields, e)
	}
	return group
}

// values describes a value: the fields of a struct, or one named Value.
func (d *describer) values(v reflect.Value) []field {
	if v.Kind() == reflect.Struct && v.Type() != reflect.TypeFor[x25.SemiOctets]() {
		return d.structFields(v)
	}
	if f, ok := d.describe("Value", v); ok {
		return []field{f}
	}
	return nil
}

// typedFacility returns the value of a facility; nil when its octets are all there is to say.
func typedFacility(f x25.Facility) any {
	var v any
	var ok bool
	switch f.Code() {
	case x25.CodeReverseCharging:
		v, ok = f.CallOptions()
	case x25.CodeThroughput, x25.CodeThroughputExtended, x25.CodeMinimumThroughput, x25.CodeMinimumThroughputExtended:
		var c x25.ThroughputClasses
		c, ok = f.ThroughputClasses()
		v = throughput{c.FromCalled.BitsPerSecond(), c.FromCalling.BitsPerSecond()}
	case x25.CodePacketSize:
		v, ok = f.PacketSizes()
	case x25.CodeWindowSize:
		v, ok = f.WindowSizes()
	case x25.CodeCUG, x25.CodeCUGOutgoing, x25.CodeBilateralCUG, x25.CodeCUGExtended, x25.CodeCUGOutgoingExtended:
		v, ok = f.ClosedUserGroup()
	case x25.CodeROA, x25.CodeROAExtended:
		v, ok = f.ROA()
	case x25.CodeCalledModified:
		v, ok = f.RedirectionReason()
	case x25.CodeRedirection, x25.CodeDeflection:
		v, ok = f.Redirection()
	case x25.CodeTransitDelay:
		v, ok = f.TransitDelay()
	case x25.CodeCalledExtension, x25.CodeCallingExtension:
		v, ok = f.AddressExtension()
	case x25.CodeEndToEndDelay:
		v, ok = f.EndToEndDelay()
	case x25.CodePriority:
		v, ok = f.Priority()
	case x25.CodeProtection:
		v, ok = f.Protection()
	}
	if !ok {
		return nil
	}
	return v
}

// throughput is in bits per second; 0 for a reserved class.
type throughput struct{ FromCalled, FromCalling int }
