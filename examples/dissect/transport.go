package main

import "github.com/osi-go/osi/transport"

// parameterFields gives the parameter whose value a field holds.
var parameterFields = map[string]transport.ParameterCode{
	"TPDUSize":          transport.ParameterTPDUSize,
	"PreferredSize":     transport.ParameterPreferredSize,
	"Options":           transport.ParameterOptions,
	"AckTime":           transport.ParameterAckTime,
	"ResidualErrorRate": transport.ParameterErrorRate,
	"Priority":          transport.ParameterPriority,
	"TransitDelay":      transport.ParameterTransitDelay,
	"Throughput":        transport.ParameterThroughput,
	"InactivityTime":    transport.ParameterInactivityTime,
	"Version":           transport.ParameterVersion,
	"Alternatives":      transport.ParameterAlternatives,
	"ReassignmentTime":  transport.ParameterReassignment,
	"Subsequence":       transport.ParameterSubsequence,
	"FlowControl":       transport.ParameterFlowControl,
	"ExpeditedNumber":   transport.ParameterExpeditedNumber,
	"Checksum":          transport.ParameterChecksum,
}

// transportOffsets returns where the fields of a TPDU lie.
func transportOffsets(tpdu transport.TPDU, octets []byte) map[string]int {
	offsets := map[string]int{}
	var f transport.Format
	number := 4
	switch p := tpdu.(type) {
	case *transport.ConnectionRequest, *transport.ConnectionConfirm:
		offsets["Credit"], offsets["DstRef"], offsets["SrcRef"] = 1, 2, 4
		offsets["Class"], offsets["Extended"], offsets["NoFlowControl"] = 6, 6, 6
	case *transport.DisconnectRequest, *transport.DisconnectConfirm:
		offsets["DstRef"], offsets["SrcRef"], offsets["Reason"] = 2, 4, 6
	case *transport.TPDUError:
		offsets["DstRef"], offsets["Cause"] = 2, 4
	case *transport.Data:
		if f = p.Format; f.Class < 2 {
			number = 2
		}
		offsets["EOT"], offsets["RequestAck"] = number, 1
	case *transport.ExpeditedData:
		if f = p.Format; f.Class == 0 {
			number = 2
		}
	case *transport.DataAcknowledgement:
		f = p.Format
	case *transport.ExpeditedAcknowledgement:
		f = p.Format
	case *transport.Reject:
		f = p.Format
	case *transport.UnitData:
		return nil
	}
	if _, fixed := offsets["Reason"]; !fixed && len(offsets) < 4 {
		offsets["Number"], offsets["Expected"] = number, number
		if number == 4 {
			offsets["DstRef"] = 2
		}
		offsets["Credit"] = 1
	}
	for p, err := range transport.Parameters(octets, f) {
		if err != nil {
			break
		}
		for name, code := range parameterFields {
			if code == p.Code {
				offsets[name] = p.Offset + 2
			}
		}
	}
	return offsets
}
