package transport_test

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
)

func octets(t testing.TB, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Values with every field set, and the octets X.224 gives them.
var encodings = []struct {
	name string
	pdu  transport.TPDU
	want string
}{
	{
		"CR class 0",
		&transport.ConnectionRequest{Connection: transport.Connection{SrcRef: 1, Calling: []byte("MTA-A"), Called: []byte("MTA-B"), TPDUSize: transport.TPDUSize1024}},
		"17 E0 00 00 00 01 00 C1 05 4D 54 41 2D 41 C2 05 4D 54 41 2D 42 C0 01 0A",
	},
	{
		"CC class 0",
		&transport.ConnectionConfirm{DstRef: 1, Connection: transport.Connection{SrcRef: 2, Calling: []byte("MTA-A"), Called: []byte("MTA-B"), TPDUSize: transport.TPDUSize1024}},
		"17 D0 00 01 00 02 00 C1 05 4D 54 41 2D 41 C2 05 4D 54 41 2D 42 C0 01 0A",
	},
	{
		"CR preferred size",
		&transport.ConnectionRequest{Connection: transport.Connection{SrcRef: 0x4431, Calling: []byte("Y"), Called: []byte("X"), TPDUSize: transport.TPDUSize2048, PreferredSize: 511}},
		"13 E0 00 00 44 31 00 C1 01 59 C2 01 58 C0 01 0B F0 02 01 FF",
	},
	{
		"CR class 2, no flow control, alternative 0",
		&transport.ConnectionRequest{
			Connection: transport.Connection{
				SrcRef: 0x0101, Class: 2, NoFlowControl: true, Calling: []byte("A"), Called: []byte("B"),
				TPDUSize: transport.TPDUSize2048, Options: osi.Some(transport.Options(0)),
			},
			Alternatives: 1,
		},
		"15 E0 00 00 01 01 21 C1 01 41 C2 01 42 C0 01 0B C6 01 00 C7 01 00",
	},
	{
		"CR class 4, extended, checksum",
		&transport.ConnectionRequest{
			Connection: transport.Connection{
				Credit: 8, SrcRef: 0x1234, Class: 4, Extended: true, Calling: []byte("A"), Called: []byte("B"),
				TPDUSize: transport.TPDUSize2048, Options: osi.Some(transport.OptionExpedited | transport.OptionNoChecksum),
				AckTime: osi.Some[uint16](200), InactivityTime: osi.Some[uint32](60000),
			},
			Version: 1, Alternatives: 0b00101,
		},
		"27 E8 00 00 12 34 42 C1 01 41 C2 01 42 C0 01 0B C4 01 01 C6 01 03 C7 02 20 00 85 02 00 C8 F2 04 00 00 EA 60 C3 02 EE CD",
	},
	{
		"CR class 3, quality of service",
		&transport.ConnectionRequest{
			Connection: transport.Connection{
				SrcRef: 1, Class: 3, Protection: []byte{},
				ResidualErrorRate: osi.Some(transport.ResidualErrorRate{Target: 6, Minimum: 4, TSDUSize: 10}),
				Priority:          osi.Some[uint16](5),
				TransitDelay:      osi.Some(transport.TransitDelay{CallingTarget: 100, CallingMax: 200, CalledTarget: 101, CalledMax: 201}),
				Throughput: osi.Some(transport.Throughput{
					Maximum: transport.Rates{CallingTarget: 1200, CallingMin: 600, CalledTarget: 1201, CalledMin: 601},
					Average: osi.Some(transport.Rates{CallingTarget: 1202, CallingMin: 602, CalledTarget: 1203, CalledMin: 603}),
				}),
			},
			Alternatives: 0b00010, ReassignmentTime: osi.Some[uint16](30),
		},
		"3C E0 00 00 00 01 30 C7 01 10 8B 02 00 1E C5 00 86 03 06 04 0A 87 02 00 05 88 08 00 64 00 C8 00 65 00 C9" +
			"89 18 00 04 B0 00 02 58 00 04 B1 00 02 59 00 04 B2 00 02 5A 00 04 B3 00 02 5B",
	},
	{"DR", &transport.DisconnectRequest{DstRef: 1, Reason: transport.ReasonAddressUnknown}, "06 80 00 01 00 00 03"},
	{
		"DR class 4, checksum",
		&transport.DisconnectRequest{Format: normalFormat, DstRef: 0x1234, SrcRef: 0x5678, Reason: transport.ReasonNormal, Checksum: true},
		"0A 80 12 34 56 78 80 C3 02 67 B2",
	},
	{
		"DR additional information and user data",
		&transport.DisconnectRequest{Format: transport.Format{Class: 2}, DstRef: 0x1234, SrcRef: 0x5678, Reason: transport.ReasonNormal, AdditionalInfo: []byte{1}, UserData: []byte("x")},
		"09 80 12 34 56 78 80 E0 01 01 78",
	},
	{"DC", &transport.DisconnectConfirm{Format: transport.Format{Class: 2}, DstRef: 0x1234, SrcRef: 0x5678}, "05 C0 12 34 56 78"},
	{"DT class 0", &transport.Data{EOT: true, UserData: []byte("HELLO")}, "02 F0 80 48 45 4C 4C 4F"},
	{"DT class 0, empty TSDU", &transport.Data{EOT: true}, "02 F0 80"},
	{"DT class 1, request acknowledgement", &transport.Data{Format: transport.Format{Class: 1}, EOT: true, RequestAck: true, Number: 5, UserData: []byte("X")}, "02 F1 85 58"},
	{"DT normal", &transport.Data{Format: normalFormat, DstRef: 0x1234, EOT: true, Number: 5, UserData: []byte("XY")}, "04 F0 12 34 85 58 59"},
	{
		"DT extended, checksum",
		&transport.Data{Format: extendedFormat, DstRef: 0x1234, EOT: true, Number: 5, Checksum: true, UserData: []byte("DATA")},
		"0B F0 12 34 80 00 00 05 C3 02 BA 9C 44 41 54 41",
	},
	{
		"DT normal, ED-TPDU-NR",
		&transport.Data{Format: normalFormat, DstRef: 0x1234, EOT: true, Number: 5, ExpeditedNumber: osi.Some[uint32](7), UserData: []byte("X")},
		"08 F0 12 34 85 90 02 00 07 58",
	},
	{"ED normal", &transport.ExpeditedData{Format: normalFormat, DstRef: 0x1234, Number: 1, UserData: []byte("!")}, "04 10 12 34 81 21"},
	{"ED extended", &transport.ExpeditedData{Format: extendedFormat, DstRef: 0x1234, Number: 1, UserData: []byte("!")}, "07 10 12 34 80 00 00 01 21"},
	{"AK normal", &transport.DataAcknowledgement{Format: normalFormat, DstRef: 0x1234, Expected: 6, Credit: 4}, "04 64 12 34 06"},
	{
		"AK extended, checksum",
		&transport.DataAcknowledgement{Format: extendedFormat, DstRef: 0x1234, Expected: 6, Credit: 8, Subsequence: osi.Some[uint16](1), Checksum: true},
		"11 60 12 34 00 00 00 06 00 08 8A 02 00 01 C3 02 48 9E",
	},
	{
		"AK flow control confirmation and selective acknowledgement",
		&transport.DataAcknowledgement{
			Format: normalFormat, DstRef: 0x1234, Expected: 6, Credit: 4,
			FlowControl:  osi.Some(transport.FlowControlConfirmation{LowerWindowEdge: 5, YourSubsequence: 1, YourCredit: 4}),
			SelectiveAck: []byte{8, 9},
		},
		"12 64 12 34 06 8C 08 00 00 00 05 00 01 00 04 8F 02 08 09",
	},
	{"EA normal", &transport.ExpeditedAcknowledgement{Format: normalFormat, DstRef: 0x1234, Expected: 1}, "04 20 12 34 01"},
	{"EA extended", &transport.ExpeditedAcknowledgement{Format: extendedFormat, DstRef: 0x1234, Expected: 1}, "07 20 12 34 00 00 00 01"},
	{"RJ normal", &transport.Reject{Format: transport.Format{Class: 3}, DstRef: 0x1234, Expected: 6, Credit: 4}, "04 54 12 34 06"},
	{"RJ extended", &transport.Reject{Format: transport.Format{Class: 3, Extended: true}, DstRef: 0x1234, Expected: 6, Credit: 8}, "09 50 12 34 00 00 00 06 00 08"},
	{"ER", &transport.TPDUError{DstRef: 2, Cause: transport.CauseTPDUType, Invalid: []byte{2, 0xa0}}, "08 70 00 02 02 C1 02 02 A0"},
	{"UD", &transport.UnitData{Source: []byte("A"), Destination: []byte("B"), UserData: []byte("hi")}, "07 40 C1 01 41 C2 01 42 68 69"},
}

var (
	normalFormat   = transport.Format{Class: 4}
	extendedFormat = transport.Format{Class: 4, Extended: true}
	summed         = transport.Format{Class: 4, Options: osi.Some(transport.OptionExpedited)}
	unsummed       = transport.Format{Class: 4, Options: osi.Some(transport.OptionExpedited | transport.OptionNoChecksum)}
)

func TestAppendBinary(t *testing.T) {
	t.Parallel()
	for _, c := range encodings {
		want := octets(t, c.want)
		got, err := c.pdu.AppendBinary([]byte("kept"))
		if err != nil || !bytes.Equal(got, append([]byte("kept"), want...)) {
			t.Errorf("%s: %x, %v; want %x", c.name, got, err, want)
		}
	}
}

func long(n int) []byte { return bytes.Repeat([]byte{0x41}, n) }

func TestAppendBinaryRefuses(t *testing.T) {
	t.Parallel()
	class := func(c transport.Class) transport.Connection { return transport.Connection{SrcRef: 1, Class: c} }
	for _, c := range []struct {
		rule string
		pdu  transport.TPDU
	}{
		{"transport.class-option", &transport.ConnectionRequest{Connection: class(5)}},
		{"transport.credit", &transport.ConnectionRequest{Connection: transport.Connection{SrcRef: 1, Credit: 1}}},
		{"transport.credit", &transport.ConnectionConfirm{Connection: transport.Connection{SrcRef: 1, Class: 4, Credit: 16}}},
		{"transport.tpdu-size", &transport.ConnectionRequest{Connection: transport.Connection{SrcRef: 1, TPDUSize: 6}}},
		{"transport.tpdu-size", &transport.ConnectionConfirm{Connection: transport.Connection{SrcRef: 1, Class: 2, TPDUSize: 0x0e}}},
		{"transport.class0-tpdu-size", &transport.ConnectionRequest{Connection: transport.Connection{SrcRef: 1, TPDUSize: transport.TPDUSize4096}}},
		{"transport.class0-user-data", &transport.ConnectionRequest{Connection: transport.Connection{SrcRef: 1, UserData: long(1)}}},
		{"transport.user-data", &transport.ConnectionConfirm{Connection: transport.Connection{SrcRef: 1, Class: 2, UserData: long(33)}}},
		{"transport.cr-length", &transport.ConnectionRequest{Connection: transport.Connection{SrcRef: 1, Called: long(120)}}},
		{"transport.class-parameter", &transport.ConnectionRequest{Connection: transport.Connection{SrcRef: 1, Options: osi.Some(transport.OptionExpedited)}}},
		{"transport.class-parameter", &transport.ConnectionConfirm{Connection: transport.Connection{SrcRef: 1, Class: 2, AckTime: osi.Some[uint16](1)}}},
		{"transport.alternative-class", &transport.ConnectionRequest{Connection: transport.Connection{SrcRef: 1, Class: 2, Options: osi.Some(transport.Options(0))}, Alternatives: 0b01000}},
		{"transport.alternative-class", &transport.ConnectionRequest{Connection: class(0), Alternatives: 1}},
		{"transport.version", &transport.ConnectionRequest{Connection: class(1), Version: 2}},
		{"transport.class-option", &transport.ConnectionConfirm{Connection: transport.Connection{SrcRef: 1, Extended: true}}},
		{"transport.class-option", &transport.ConnectionRequest{Connection: transport.Connection{SrcRef: 1, Class: 1, NoFlowControl: true}}},
		{"transport.flow-control", &transport.ConnectionRequest{Connection: transport.Connection{SrcRef: 1, Class: 2, NoFlowControl: true}}},
		{"transport.parameter-length", &transport.ConnectionConfirm{Connection: transport.Connection{SrcRef: 1, Called: long(256)}}},
		{"transport.parameter-length", &transport.ConnectionConfirm{Connection: transport.Connection{SrcRef: 1, Called: long(65536)}}},
		{"transport.li", &transport.ConnectionConfirm{Connection: transport.Connection{SrcRef: 1, Called: long(255)}}},
		{"transport.li", &transport.ConnectionConfirm{Connection: transport.Connection{SrcRef: 1, Called: long(247)}}},
		{"transport.disconnect-user-data", &transport.DisconnectRequest{UserData: long(65)}},
		{"transport.class0-number", &transport.Data{Number: 1, EOT: true}},
		{"transport.sequence-number", &transport.Data{Format: normalFormat, Number: 128, EOT: true}},
		{"transport.sequence-number", &transport.Data{Format: extendedFormat, Number: 1 << 31, EOT: true}},
		{"transport.expedited-number", &transport.Data{Format: normalFormat, ExpeditedNumber: osi.Some[uint32](128), EOT: true}},
		{"transport.class-parameter", &transport.Data{Format: transport.Format{Class: 2}, Checksum: true, EOT: true}},
		{"transport.code", &transport.Data{RequestAck: true, EOT: true}},
		{"transport.code", &transport.Data{Format: transport.Format{Class: 2}, RequestAck: true, EOT: true}},
		{"transport.class", &transport.Data{Format: transport.Format{Class: 5}, EOT: true}},
		{"transport.empty-segment", &transport.Data{}},
		{"transport.class", &transport.ExpeditedData{UserData: long(1)}},
		{"transport.expedited-user-data", &transport.ExpeditedData{Format: normalFormat}},
		{"transport.expedited-user-data", &transport.ExpeditedData{Format: normalFormat, UserData: long(17)}},
		{"transport.class", &transport.DataAcknowledgement{}},
		{"transport.credit", &transport.DataAcknowledgement{Format: normalFormat, Credit: 16}},
		{"transport.parameter-length", &transport.DataAcknowledgement{Format: extendedFormat, SelectiveAck: long(4)}},
		{"transport.class", &transport.ExpeditedAcknowledgement{}},
		{"transport.class", &transport.Reject{Format: normalFormat}},
		{"transport.li", &transport.TPDUError{Invalid: long(249)}},

		{"transport.src-ref", &transport.ConnectionRequest{}},
		{"transport.src-ref", &transport.ConnectionConfirm{DstRef: 1}},
		{"transport.credit", &transport.ConnectionRequest{Connection: transport.Connection{SrcRef: 1, Class: 1, Credit: 1}}},
		{"transport.class-option", &transport.ConnectionConfirm{Connection: class(16)}},
		{"transport.class-option", &transport.ConnectionRequest{Connection: transport.Connection{SrcRef: 1, Class: 1, Extended: true}}},
		{"transport.class-option", &transport.ConnectionConfirm{Connection: transport.Connection{SrcRef: 1, Class: 3, NoFlowControl: true}}},
		{"transport.options", &transport.ConnectionRequest{Connection: transport.Connection{SrcRef: 1, Class: 4, Options: osi.Some[transport.Options](0x80)}}},
		{"transport.options", &transport.ConnectionConfirm{Connection: transport.Connection{SrcRef: 1, Class: 1, Options: osi.Some[transport.Options](0x81)}}},
		{"transport.class-parameter", &transport.ConnectionConfirm{Connection: transport.Connection{SrcRef: 1, Options: osi.Some[transport.Options](1)}}},
		{"transport.user-data", &transport.ConnectionRequest{Connection: transport.Connection{SrcRef: 1, OverTCP: true, UserData: long(33)}}},
		{"transport.class0-user-data", &transport.ConnectionConfirm{Connection: transport.Connection{SrcRef: 1, UserData: long(1)}}},
		{"transport.both-tpdu-sizes", &transport.ConnectionConfirm{Connection: transport.Connection{SrcRef: 1, TPDUSize: 8, PreferredSize: 1}}},
		{"transport.flow-control", &transport.ConnectionConfirm{Connection: transport.Connection{SrcRef: 1, Class: 2, NoFlowControl: true}}},
		{"transport.flow-control", &transport.ConnectionConfirm{Connection: transport.Connection{SrcRef: 1, Class: 2, NoFlowControl: true, Extended: true, Options: osi.Some[transport.Options](0)}}},
		{"transport.flow-control", &transport.ConnectionRequest{Connection: transport.Connection{SrcRef: 1, Class: 2, NoFlowControl: true, Extended: true, Options: osi.Some[transport.Options](0)}}},
		{"transport.flow-control", &transport.ConnectionRequest{Connection: transport.Connection{SrcRef: 1, Class: 4, NoFlowControl: true}, Alternatives: 0b00100}},
		{"transport.class-parameter", &transport.ConnectionConfirm{Connection: transport.Connection{SrcRef: 1, Ignored: []transport.Parameter{{Code: 0xee}}}}},
		{"transport.parameter-code", &transport.ConnectionRequest{Connection: transport.Connection{SrcRef: 1, Ignored: []transport.Parameter{{Code: 0xc0, Value: []byte{10}}}}}},
		{"transport.parameter-code", &transport.ConnectionRequest{Connection: transport.Connection{SrcRef: 1, Ignored: []transport.Parameter{{Code: 0xc7, Value: []byte{0}}}}}},
		{"transport.parameter-code", &transport.ConnectionRequest{Connection: transport.Connection{SrcRef: 1, OverTCP: true, Ignored: []transport.Parameter{{Code: 0xc6, Value: []byte{0}}}}}},
		{"transport.parameter-code", &transport.ConnectionRequest{Connection: transport.Connection{SrcRef: 1, Class: 1, Ignored: []transport.Parameter{{Code: 0xc4, Value: []byte{1}}}}}},
		{"transport.parameter-length", &transport.ConnectionRequest{Connection: transport.Connection{SrcRef: 1, Ignored: []transport.Parameter{{Code: 0xc6, Value: []byte{0, 0}}}}}},
		{"transport.parameter-length", &transport.ConnectionRequest{Connection: transport.Connection{SrcRef: 1, Ignored: []transport.Parameter{{Code: 0xee, Value: long(256)}}}}},
		{"transport.parameter-length", &transport.ConnectionConfirm{Connection: transport.Connection{SrcRef: 1, Class: 2, Throughput: osi.Some(transport.Throughput{Maximum: transport.Rates{CalledMin: 1 << 24}})}}},
		{"transport.parameter-length", &transport.ConnectionConfirm{Connection: transport.Connection{SrcRef: 1, Class: 2, Throughput: osi.Some(transport.Throughput{Average: osi.Some(transport.Rates{CallingTarget: 1 << 24})})}}},
		{"transport.cr-length", &transport.ConnectionRequest{Connection: transport.Connection{SrcRef: 1, Called: long(120)}}},
		{"transport.cr-length", &transport.ConnectionRequest{Connection: transport.Connection{SrcRef: 1, Class: 4, Called: long(116)}}},
		{"transport.class-parameter", &transport.ConnectionRequest{Connection: transport.Connection{SrcRef: 1, Class: 2}, ReassignmentTime: osi.Some[uint16](1)}},
		{"transport.class-parameter", &transport.ConnectionRequest{Connection: class(0), Version: 1}},
		{"transport.class-parameter", &transport.ConnectionRequest{Connection: transport.Connection{SrcRef: 1, Class: 3, InactivityTime: osi.Some[uint32](1)}}},
		{"transport.class-parameter", &transport.ConnectionRequest{Connection: transport.Connection{SrcRef: 1, Priority: osi.Some[uint16](1)}}},
		{"transport.class-parameter", &transport.ConnectionRequest{Connection: transport.Connection{SrcRef: 1, Protection: []byte{}}}},

		{"transport.disconnect-user-data", &transport.DisconnectRequest{SrcRef: 1, UserData: long(1)}},
		{"transport.disconnect-user-data", &transport.DisconnectRequest{Format: normalFormat, SrcRef: 1, UserData: long(65)}},
		{"transport.refusal-length", &transport.DisconnectRequest{AdditionalInfo: long(120)}},
		{"transport.refusal-length", &transport.DisconnectRequest{Format: normalFormat, AdditionalInfo: long(56), UserData: long(64)}},
		{"transport.li", &transport.DisconnectRequest{SrcRef: 1, AdditionalInfo: long(247)}},
		{"transport.class-parameter", &transport.DisconnectRequest{Checksum: true}},
		{"transport.class-parameter", &transport.DisconnectRequest{Format: unsummed, Checksum: true}},
		{"transport.checksum-missing", &transport.DisconnectRequest{Format: summed}},
		{"transport.class", &transport.DisconnectRequest{Format: transport.Format{Class: 5}}},
		{"transport.class", &transport.DisconnectConfirm{}},
		{"transport.class-parameter", &transport.DisconnectConfirm{Format: transport.Format{Class: 3}, Checksum: true}},
		{"transport.checksum-missing", &transport.DisconnectConfirm{Format: summed}},

		{"transport.no-variable-part", &transport.Data{DstRef: 1, EOT: true}},
		{"transport.no-variable-part", &transport.Data{Format: transport.Format{Class: 1}, DstRef: 1, EOT: true}},
		{"transport.class-parameter", &transport.Data{Format: transport.Format{Class: 1}, Checksum: true, EOT: true}},
		{"transport.class-parameter", &transport.Data{Format: transport.Format{Class: 3}, ExpeditedNumber: osi.Some[uint32](1), EOT: true}},
		{"transport.class-parameter", &transport.Data{Format: unsummed, ExpeditedNumber: osi.Some[uint32](1), EOT: true}},
		{"transport.expedited-number", &transport.Data{Format: extendedFormat, ExpeditedNumber: osi.Some[uint32](1 << 31), EOT: true}},
		{"transport.code", &transport.Data{Format: transport.Format{Class: 1, Options: osi.Some(transport.OptionExpedited)}, RequestAck: true, EOT: true}},
		{"transport.checksum-missing", &transport.Data{Format: summed, EOT: true}},
		{"transport.sequence-number", &transport.Data{Format: transport.Format{Class: 1, Extended: true}, Number: 128, EOT: true}},
		{"transport.empty-segment", &transport.Data{Format: normalFormat}},

		{"transport.expedited-user-data", &transport.ExpeditedData{Format: transport.Format{OverTCP: true}, UserData: long(17)}},
		{"transport.no-variable-part", &transport.ExpeditedData{Format: transport.Format{OverTCP: true}, DstRef: 1, UserData: long(1)}},
		{"transport.sequence-number", &transport.ExpeditedData{Format: transport.Format{OverTCP: true}, Number: 1, UserData: long(1)}},
		{"transport.sequence-number", &transport.ExpeditedData{Format: normalFormat, Number: 128, UserData: long(1)}},
		{"transport.sequence-number", &transport.ExpeditedData{Format: extendedFormat, Number: 1 << 31, UserData: long(1)}},
		{"transport.class", &transport.ExpeditedData{Format: transport.Format{OverTCP: true, Options: osi.Some[transport.Options](0)}, UserData: long(1)}},
		{"transport.class", &transport.ExpeditedData{Format: transport.Format{Class: 2, NoFlowControl: true}, UserData: long(1)}},
		{"transport.class", &transport.ExpeditedData{Format: transport.Format{Class: 1, OverTCP: true, Options: osi.Some[transport.Options](4)}, UserData: long(1)}},
		{"transport.checksum-missing", &transport.ExpeditedData{Format: summed, UserData: long(1)}},

		{"transport.credit", &transport.DataAcknowledgement{Format: transport.Format{Class: 1}, Credit: 14}},
		{"transport.sequence-number", &transport.DataAcknowledgement{Format: normalFormat, Expected: 128}},
		{"transport.sequence-number", &transport.DataAcknowledgement{Format: extendedFormat, Expected: 1 << 31}},
		{"transport.parameter-length", &transport.DataAcknowledgement{Format: normalFormat, SelectiveAck: []byte{}}},
		{"transport.parameter-length", &transport.DataAcknowledgement{Format: normalFormat, SelectiveAck: []byte{1}}},
		{"transport.selective-ack", &transport.DataAcknowledgement{Format: normalFormat, SelectiveAck: []byte{1, 0x82}}},
		{"transport.selective-ack", &transport.DataAcknowledgement{Format: extendedFormat, SelectiveAck: []byte{0, 0, 0, 1, 0x80, 0, 0, 2}}},
		{"transport.flow-control-confirmation", &transport.DataAcknowledgement{Format: normalFormat, FlowControl: osi.Some(transport.FlowControlConfirmation{LowerWindowEdge: 128})}},
		{"transport.flow-control-confirmation", &transport.DataAcknowledgement{Format: normalFormat, FlowControl: osi.Some(transport.FlowControlConfirmation{YourCredit: 16})}},
		{"transport.flow-control-confirmation", &transport.DataAcknowledgement{Format: extendedFormat, FlowControl: osi.Some(transport.FlowControlConfirmation{LowerWindowEdge: 1 << 31})}},
		{"transport.class-parameter", &transport.DataAcknowledgement{Format: transport.Format{Class: 3}, Subsequence: osi.Some[uint16](1)}},
		{"transport.class-parameter", &transport.DataAcknowledgement{Format: transport.Format{Class: 3}, FlowControl: osi.Some(transport.FlowControlConfirmation{})}},
		{"transport.class-parameter", &transport.DataAcknowledgement{Format: unsummed, SelectiveAck: []byte{1, 2}}},
		{"transport.class", &transport.DataAcknowledgement{Format: transport.Format{Class: 2, NoFlowControl: true}}},
		{"transport.class", &transport.DataAcknowledgement{Format: transport.Format{Class: 1, Options: osi.Some(transport.OptionReceiptConfirmation)}, Credit: 15}},
		{"transport.checksum-missing", &transport.DataAcknowledgement{Format: summed}},
		{"transport.sequence-number", &transport.ExpeditedAcknowledgement{Format: normalFormat, Expected: 128}},
		{"transport.sequence-number", &transport.ExpeditedAcknowledgement{Format: extendedFormat, Expected: 1 << 31}},
		{"transport.class", &transport.ExpeditedAcknowledgement{Format: transport.Format{Class: 2, NoFlowControl: true}}},
		{"transport.class", &transport.ExpeditedAcknowledgement{Format: transport.Format{Class: 3, Options: osi.Some[transport.Options](0)}}},
		{"transport.checksum-missing", &transport.ExpeditedAcknowledgement{Format: summed}},
		{"transport.class-parameter", &transport.ExpeditedAcknowledgement{Format: transport.Format{Class: 2}, Checksum: true}},
		{"transport.class", &transport.Reject{Format: transport.Format{Class: 2}}},
		{"transport.credit", &transport.Reject{Format: transport.Format{Class: 1}}},
		{"transport.credit", &transport.Reject{Format: transport.Format{Class: 3}, Credit: 16}},
		{"transport.sequence-number", &transport.Reject{Format: transport.Format{Class: 3}, Expected: 128}},

		{"transport.invalid-tpdu", &transport.TPDUError{}},
		{"transport.class-parameter", &transport.TPDUError{Invalid: []byte{}, Checksum: true}},
		{"transport.checksum-missing", &transport.TPDUError{Format: summed}},
		{"transport.parameter-length", &transport.UnitData{Source: long(256)}},
		{"transport.li", &transport.UnitData{Source: long(200), Destination: long(50)}},
	} {
		got, err := c.pdu.AppendBinary([]byte("kept"))
		if e := osi.AsError(err); e == nil || e.ID != c.rule || e.PDU != c.pdu.String() || e.Offset != 0 || string(got) != "kept" {
			t.Errorf("%s %+v: %x, %v; want rule %s", c.pdu, c.pdu, got, err, c.rule)
		}
	}
}

// The largest header: LI 254.
func TestLargestHeader(t *testing.T) {
	t.Parallel()
	cc := transport.ConnectionConfirm{Connection: transport.Connection{SrcRef: 1, Called: long(246)}}
	b, err := cc.AppendBinary(nil)
	if err != nil || len(b) != 255 || b[0] != 254 {
		t.Fatalf("%x, %v", b, err)
	}
	var again transport.ConnectionConfirm
	if err := again.Decode(b); err != nil || !bytes.Equal(again.Called, cc.Called) {
		t.Fatal(err)
	}
}

// The examples of the standard decode and encode to the same octets.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	vs := load(t)
	for i := range vs {
		v := &vs[i]
		if v.Get("source") != "worked example" || v.Expect != "accept" || v.Get("form") != "tpdu" {
			continue
		}
		d := transport.Decoder{Format: formatOf(t, v)}
		pdu, err := d.Decode(v.Octets)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := pdu.AppendBinary(nil); err != nil || !bytes.Equal(got, v.Octets) {
			t.Errorf("%s: %x, %v; want %x", v.Name, got, err, v.Octets)
		}
	}
}

func TestUseNetworkAppend(t *testing.T) {
	t.Parallel()
	u := transport.UseNetwork{Protocol: transport.ProtocolConnection}
	if b, err := u.AppendBinary(nil); err != nil || !bytes.Equal(b, octets(t, "03 01 01 00")) {
		t.Errorf("%x, %v", b, err)
	}
	u = transport.UseNetwork{Protocol: transport.ProtocolConnectionless, Variable: []byte{0xaa}}
	if b, err := u.AppendBinary(nil); err != nil || !bytes.Equal(b, octets(t, "04 01 02 00 AA")) {
		t.Errorf("%x, %v", b, err)
	}
	for _, u := range []transport.UseNetwork{{}, {Protocol: 5}, {Protocol: 1, Variable: long(252)}} {
		if b, err := u.AppendBinary([]byte("kept")); osi.AsError(err) == nil || string(b) != "kept" {
			t.Errorf("%+v: %x, %v", u, b, err)
		}
	}
}

func TestCloneSharesNothing(t *testing.T) {
	t.Parallel()
	vs := load(t)
	for i := range vs {
		v := &vs[i]
		if v.Expect != "accept" || v.Get("form") != "tpdu" || len(v.Octets) > 300 {
			continue
		}
		b := bytes.Clone(v.Octets)
		d := transport.Decoder{Format: formatOf(t, v)}
		pdu, err := d.Decode(b)
		if err != nil {
			t.Fatal(err)
		}
		want, err := pdu.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		c := transport.Clone(pdu)
		for i := range b {
			b[i] ^= 0xff
		}
		if got, err := c.AppendBinary(nil); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: the clone changed to %x, %v; want %x", v.Name, got, err, want)
		}
	}
}
