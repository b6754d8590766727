package plp_test

import (
	"testing"

	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/plp"
)

// What a REGISTRATION CONFIRMATION says holds at both ends, X.25 6.1 and 7.3; what needs idle
// channels waits for them.
func TestRegistrationEffects(t *testing.T) {
	t.Parallel()
	dte := plp.Profile{TwoWay: plp.ChannelRange{First: 1, Last: 2}, Registration: true}
	dce := dte
	dce.Side = plp.DCE
	const ask, asked = "> 1000F30000 = +T28\n", "< 1000F30000 = registration\n"
	playAll(t, map[string]played{
		"barred, no flow control negotiation, no fast select: DTE": {dte, ask + `
			< 1000F77F00 00 03 45 02 00 = registration -T28
			> 10010B0000 = !plp.barred
			< 10010B00 03 430303 = !plp.flow-control 1001130041 +T23
			< 10020B00 02 0180 = !plp.fast-select 10021300A4 +T23
		`},
		"incoming barred: DCE": {dce, asked + `
			> 1000F77F00 00 03 45 3D 00 =
			> 10010B0000 = !plp.barred
			< 10010B00 03 430303 = called
		`},
		"windows of 3, packets of 16: DTE": {dte, ask + `
			< 1000F77F00 00 06 43 03 03 42 04 04 = registration -T28
			> 10010B0000 = +T21
			< 10010F = connected -T21
			> 10010041 = +T25
			> 10010241 =
			> 10010441 =
			> 10010641 = !plp.window
			< 1001000001020304050607080910111213141516 = !plp.packet-size 10011B0027 reset -T25 +T22
		`},
		"a call goes on as it began: DCE": {dce, `
			< 10010B0000 = called
			> 10010F =
			< 1000F30000 = registration
			> 1000F77F00 00 03 43 01 01 =
			> 10010041 =
			> 10010241 =
			> 10010441 = !plp.window
			> 10020B0000 = +T11
			< 10020F = connected -T11
			> 10020041 =
			> 10020241 = !plp.window
		`},
		"modulo 128: DTE": {dte, ask + `
			< 1000F77F00 00 02 05 01 = registration -T28
			> 20010B0000 = +T21
			< 20010F = connected -T21
			> 2001000041 = +T25
		`},
		"modulo 128 and REJ, not while there is a call: DCE": {dce, `
			< 10010B0000 = called
			< 1000F30000 = registration
			> 1000F77F00 00 02 05 03 = !plp.registration-calls
			> 1000F70341 00 00 =
			> 10011300F1 = +T13
			< 100117 = clear-confirmed -T13
			< 1000F30000 = registration
			> 1000F77F00 00 02 05 03 =
			< 20010B0000 = called
			> 20010F =
			< 20010900 = !plp.reject 20011B052D reset +T12
		`},
		"the same without REJ": {dce, "< 10010B0000 = called\n > 10010F =\n < 100109 = !plp.no-reject 10011B0525 reset +T12"},
		"logical channels: DTE": {dte, ask + `
			< 1000F77F00 00 0E C8 0C 0000 0000 0005 0006 0000 0000 = registration -T28
			> 10010B0000 = !plp.unassigned
			> 10060B0000 = +T21
			p2 d1 6
		`},
		"no values that a machine does not have: DCE": {dce, asked + `
			> 1000F77F00 00 02 05 04 = !plp.registration-element   # D bit modification
			> 1000F77F00 00 03 42 07 08 = !plp.registration-element # by direction
			> 1000F77F00 00 03 42 0D 0D = !plp.registration-element
			> 1000F77F00 00 03 43 08 08 = !plp.registration-element # modulo 8
			> 1000F77F00 00 03 43 00 00 = !plp.registration-element
			> 1000F77F00 00 04 C8 02 0001 = !plp.registration-element
			> 1000F77F00 00 0E C8 0C 0001 0002 0002 0003 0000 0000 = !plp.registration-element # overlap
			> 1000F77F00 00 0A 46 FF FF 06 01 02 BB 4C 0E 0E = # availability, charging, throughput classes: nothing here
			> 10010B0000 = +T11
		`},
		"refused: DTE": {dte, ask + `
			< 1000F70342 00 02 05 01 = registration -T28
			> 10010B0000 = +T21
		`},
		"no CALL while it would be ambiguous: DTE": {dte, `
			> 1000F3 00 03 43 03 03 = +T28
			> 10010B0000 = !plp.registration
			< 10010B0000 = called
			T28 0 = send-again
			> 10020B0000 = !plp.registration
			> 1000F3 00 03 43 03 03 = +T28
			T28 0 = unconfirmed
			> 10020B0000 = +T21
			> 1000F3 00 03 45 00 00 = +T28
			> 10011300F1 = +T23
			< 100117 = clear-confirmed -T23
			> 10010B0000 = +T21
		`},
		"modulo at a DTE that has a call": {dte, `
			< 10010B0000 = called
			> 1000F30000 = +T28
			< 1000F77F00 00 02 05 01 = !plp.registration-calls registration -T28
		`},
	})
}

// Profile has what is registered.
func TestProfileRegistered(t *testing.T) {
	t.Parallel()
	e := newEnd(t, plp.Profile{TwoWay: plp.ChannelRange{First: 1, Last: 2}, Registration: true})
	e.play(`
		> 1000F30000 = +T28
		< 1000F77F00 00 19 43 05 05 42 08 08 45 0D 00 05 11 C8 0C 0001 0001 0002 0007 0008 0009 = registration -T28
	`)
	got := e.Profile()
	if got.Window != 5 || got.PacketSize != 256 || got.Modulo != x25.Modulo128 || !got.TOANPI || got.Retransmission || !got.IncomingBarred || got.OutgoingBarred ||
		got.NoFastSelect || got.NoReverseCharging || !got.FixedFlow || !got.FixedThroughput ||
		got.Incoming != (plp.ChannelRange{First: 1, Last: 1}) || got.TwoWay != (plp.ChannelRange{First: 2, Last: 7}) || got.Outgoing != (plp.ChannelRange{First: 8, Last: 9}) {
		t.Errorf("%+v", got)
	}
}
