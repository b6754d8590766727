package main

import (
	"encoding"
	"encoding/hex"
	"fmt"
	"reflect"
	"strings"
	"unsafe"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/lapb"
)

// A field is a line of the tree: a field of a PDU, or a group of them.
type field struct {
	name   string
	offset int // in the PDU; -1 where the decoder does not tell
	value  any // for JSON: a number, a string, a bool; nil for a group
	text   string
	fields []field
}

// fieldsOf describes the exported fields of a PDU that was decoded from octets. What is absent is
// left out, and so are false flags and numbers that are 0 and have no name. Format is left out
// because the caller said it, not the octets; offsets stand behind the value they are of.
func fieldsOf(pdu any, octets []byte) []field {
	if h, ok := pdu.(headless); ok {
		return h.fields(octets)
	}
	d := describer{octets: octets, offsets: offsetsOf(pdu, octets)}
	return d.structFields(reflect.Indirect(reflect.ValueOf(pdu)))
}

// offsetsOf returns where the fields of a PDU lie, by name, as far as its layer tells and octets do
// not tell themselves.
func offsetsOf(pdu any, octets []byte) map[string]int {
	switch p := pdu.(type) {
	case transport.TPDU:
		return transportOffsets(p, octets)
	case session.SPDU:
		return sessionOffsets(p, octets)
	case x25.Packet:
		return x25Offsets(p, octets)
	case *lapb.Frame:
		return lapbOffsets(p)
	}
	return nil
}

// numbers are the fields that are shown when they are 0, too: the sequence numbers of LAPB and
// X.25.
var numbers = map[string]bool{"PS": true, "PR": true, "NS": true, "NR": true}

type describer struct {
	octets  []byte
	offsets map[string]int // by field name, of the outermost PDU
}

func (d *describer) structFields(v reflect.Value) (out []field) {
	if v.Kind() != reflect.Struct {
		return nil
	}
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if !f.IsExported() || f.Name == "Format" || f.Name == "OverTCP" || f.Name == "HasBlock" || strings.HasSuffix(f.Name, "Offset") {
			continue
		}
		if f.Anonymous {
			out = append(out, d.structFields(v.Field(i))...)
			continue
		}
		if e, ok := d.describe(f.Name, v.Field(i)); ok {
			out = append(out, e)
		}
	}
	return out
}

// describe makes the field of v; ok is false when v is absent.
func (d *describer) describe(name string, v reflect.Value) (f field, ok bool) {
	f = field{name: name, offset: d.offset(name)}
	present := v.Kind() == reflect.Struct && v.NumField() == 2 && v.Type().Field(1).Name == "Present"
	if present {
		if !v.Field(1).Bool() {
			return f, false
		}
		v = v.Field(0)
	}
	if list, ok := v.Interface().(x25.FacilityField); ok {
		f := d.facilities(name, list)
		return f, len(f.fields) > 0
	}
	if v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8 {
		b := v.Bytes()
		if b == nil || len(b) == 0 && name == "UserData" {
			return f, false
		}
		f.offset = d.within(b, f.offset)
		f.value, f.text = hex.EncodeToString(b), octetText(b)
		if s, isText := textOf(v); isText {
			f.value, f.text = s, s
		}
		return f, true
	}
	if o, isOID := v.Interface().(osi.OID); isOID {
		f.value, f.text = o.String(), o.String()
		if name := o.Name(); name != "" {
			f.text += " " + name
		}
		return f, !o.IsZero()
	}
	if s, isText := textOf(v); isText {
		f.value, f.text = s, s
		return f, s != "" && s != "absent" && s != "none"
	}
	switch v.Kind() {
	case reflect.Bool:
		f.value, f.text = v.Bool(), "yes"
		return f, v.Bool()
	case reflect.Struct:
		f.fields = d.structFields(v)
		return f, len(f.fields) > 0
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if e, ok := d.describe(fmt.Sprintf("[%d]", i), v.Index(i)); ok {
				f.fields = append(f.fields, e)
			}
		}
		return f, len(f.fields) > 0
	default:
		f.value = v.Interface()
		f.text = fmt.Sprint(f.value)
		return f, !v.IsZero() || present || numbers[name] && f.offset >= 0 || strings.HasPrefix(name, "[")
	}
}

// textOf returns the standard's words for v, where its type has them. A number keeps its value in
// front.
func textOf(v reflect.Value) (string, bool) {
	switch v.Interface().(type) {
	case acse.Entity, acse.APTitle, acse.AEQualifier: // the tree has their parts
		return "", false
	}
	if m, ok := v.Interface().(encoding.TextMarshaler); ok {
		b, err := m.MarshalText()
		return string(b), err == nil
	}
	if v.CanAddr() {
		if s, ok := v.Addr().Interface().(fmt.Stringer); ok {
			return s.String(), true
		}
	}
	s, ok := v.Interface().(fmt.Stringer)
	if !ok {
		return "", false
	}
	return s.String(), true
}

func (d *describer) offset(name string) int {
	if off, ok := d.offsets[name]; ok {
		return off
	}
	return -1
}

// within returns where b lies in the PDU, which it aliases, or def when it does not.
func (d *describer) within(b []byte, def int) int {
	if len(b) == 0 {
		return def
	}
	at := uintptr(unsafe.Pointer(unsafe.SliceData(b)))
	base := uintptr(unsafe.Pointer(unsafe.SliceData(d.octets)))
	if at < base || at-base > uintptr(len(d.octets)) {
		return def
	}
	return int(at - base)
}

const shownOctets = 32

// octetText shows octets in hex, and as text when all of it can be printed.
func octetText(b []byte) string {
	shown, rest := b, ""
	if len(b) > shownOctets {
		shown, rest = b[:shownOctets], fmt.Sprintf(" … %d octets", len(b))
	}
	printable := len(shown) > 0
	for _, x := range shown {
		printable = printable && x >= 0x20 && x < 0x7f
	}
	var s strings.Builder
	fmt.Fprintf(&s, "% x", shown)
	if printable {
		fmt.Fprintf(&s, " %q", shown)
	}
	if len(b) == 0 {
		s.WriteString("(empty)")
	}
	s.WriteString(rest)
	return s.String()
}
