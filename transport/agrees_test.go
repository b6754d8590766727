package transport_test

import (
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
)

// X.224 6.5.4: what a CC may select, with the offset in its octets.
func TestAgrees(t *testing.T) {
	t.Parallel()
	tcp := transport.Format{OverTCP: true}
	for _, c := range []struct {
		name, cr, cc string
		f            transport.Format
		rule         string
		offset       int
		got, want    int
	}{
		{name: "the same", cr: "06 E0 00 00 00 01 00", cc: "06 D0 00 01 00 02 00"},
		{name: "reference", cr: "06 E0 00 00 00 01 00", cc: "06 D0 00 09 00 02 00", rule: "transport.confirm-reference", offset: 2, got: 9, want: 1},
		{name: "class 2 for 0", cr: "06 E0 00 00 00 01 00", cc: "06 D0 00 01 00 02 20", rule: "transport.confirm-class", offset: 6, got: 0x20},
		{name: "class 0 for 2", cr: "06 E0 00 00 00 01 20", cc: "06 D0 00 01 00 02 00", rule: "transport.confirm-class", offset: 6},
		{name: "class 0 for 2, an alternative", cr: "09 E0 00 00 00 01 20 C7 01 00", cc: "06 D0 00 01 00 02 00"},
		{name: "extended", cr: "06 E0 00 00 00 01 20", cc: "06 D0 00 01 00 02 22", rule: "transport.confirm-format", offset: 6, got: 0x22},
		{name: "not extended", cr: "06 E0 00 00 00 01 22", cc: "06 D0 00 01 00 02 20"},
		{name: "no flow control", cr: "09 E0 00 00 00 01 20 C6 01 00", cc: "09 D0 00 01 00 02 21 C6 01 00", rule: "transport.confirm-format", offset: 6, got: 0x21},
		{name: "no flow control proposed", cr: "09 E0 00 00 00 01 21 C6 01 00", cc: "09 D0 00 01 00 02 21 C6 01 00"},
		{name: "flow control after all", cr: "09 E0 00 00 00 01 21 C6 01 00", cc: "09 D0 00 01 00 02 20 C6 01 00"},
		{name: "no flow control of class 2 as second choice", cr: "0C E0 00 00 00 01 31 C7 01 20 C6 01 00", cc: "09 D0 00 01 00 02 21 C6 01 00"},
		{name: "size", cr: "09 E0 00 00 00 01 00 C0 01 0A", cc: "0C D0 00 01 00 02 00 C1 01 41 C0 01 0B", rule: "transport.confirm-tpdu-size", offset: 12, got: 11, want: 10},
		{name: "the size proposed", cr: "09 E0 00 00 00 01 00 C0 01 0A", cc: "09 D0 00 01 00 02 00 C0 01 0A"},
		{name: "a smaller size", cr: "09 E0 00 00 00 01 00 C0 01 0A", cc: "09 D0 00 01 00 02 00 C0 01 07"},
		{name: "the default size", cr: "06 E0 00 00 00 01 00", cc: "09 D0 00 01 00 02 00 C0 01 07"},
		{name: "above the default size", cr: "06 E0 00 00 00 01 00", cc: "09 D0 00 01 00 02 00 C0 01 08", rule: "transport.confirm-tpdu-size", offset: 9, got: 8},
		{name: "below the default over TCP", cr: "06 E0 00 00 00 01 00", cc: "09 D0 00 01 00 02 00 C0 01 0B", f: tcp},
		{name: "preferred", cr: "09 E0 00 00 00 01 00 F0 01 08", cc: "09 D0 00 01 00 02 00 F0 01 08"},
		{name: "preferred above", cr: "09 E0 00 00 00 01 00 F0 01 08", cc: "09 D0 00 01 00 02 00 F0 01 09", rule: "transport.confirm-preferred-size", offset: 9, got: 9, want: 8},
		{name: "preferred and not proposed", cr: "06 E0 00 00 00 01 00", cc: "09 D0 00 01 00 02 00 F0 01 01", rule: "transport.confirm-preferred-size", offset: 9, got: 1},
		{name: "preferred ignored", cr: "0C E0 00 00 00 01 00 C0 01 0A F0 01 08", cc: "09 D0 00 01 00 02 00 C0 01 0A"},
		{name: "expedited by default", cr: "09 E0 00 00 00 01 20 C6 01 00", cc: "06 D0 00 01 00 02 20", rule: "transport.confirm-option", offset: 7, got: 1},
		{name: "expedited proposed by default", cr: "06 E0 00 00 00 01 20", cc: "09 D0 00 01 00 02 20 C6 01 01"},
		{name: "expedited over TCP", cr: "09 E0 00 00 00 01 00 C6 01 01", cc: "09 D0 00 01 00 02 00 C6 01 01", f: tcp},
		{name: "expedited over TCP and not proposed", cr: "06 E0 00 00 00 01 00", cc: "09 D0 00 01 00 02 00 C6 01 01", f: tcp, rule: "transport.confirm-option", offset: 9, got: 1},
		{name: "expedited over TCP, refused", cr: "09 E0 00 00 00 01 00 C6 01 01", cc: "06 D0 00 01 00 02 00", f: tcp},
		{name: "other options over TCP", cr: "06 E0 00 00 00 01 00", cc: "09 D0 00 01 00 02 00 C6 01 7E", f: tcp},
	} {
		var cr transport.ConnectionRequest
		var cc transport.ConnectionConfirm
		b := octets(t, c.cc)
		if err := decodeTyped(&cr, octets(t, c.cr), c.f); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if err := decodeTyped(&cc, b, c.f); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		for _, octets := range [][]byte{b, nil} {
			err := cc.Agrees(&cr, octets)
			e := osi.AsError(err)
			if c.rule == "" {
				if err != nil {
					t.Errorf("%s: %v", c.name, err)
				}
				continue
			}
			offset := c.offset
			if octets == nil && offset > 6 {
				offset = 0
			}
			if e == nil || e.ID != c.rule || e.PDU != "CC" || e.Offset != offset || e.Got != c.got || e.Want != c.want {
				t.Errorf("%s: %v; want %s at %d, got %d, want %d", c.name, err, c.rule, offset, c.got, c.want)
			}
		}
	}

	// What a decoder never makes, Agrees refuses, too.
	cr := transport.ConnectionRequest{Connection: transport.Connection{SrcRef: 1, Class: 2, PreferredSize: 9, TPDUSize: 9, NoFlowControl: true, Extended: true}}
	for rule, c := range map[string]transport.Connection{
		"transport.both-tpdu-sizes": {Class: 2, PreferredSize: 1, TPDUSize: 8},
		"transport.flow-control":    {Class: 2, NoFlowControl: true},
		"transport.class-option":    {Class: 3, NoFlowControl: true},
	} {
		cc := transport.ConnectionConfirm{DstRef: 1, Connection: c}
		if e := osi.AsError(cc.Agrees(&cr, nil)); e == nil || e.ID != rule {
			t.Errorf("%+v: %v, want %s", c, e, rule)
		}
	}
}

// X.224 13.3.4 g: the options that count in each class. Every bit alone, which the CR does not
// propose.
func TestAgreesOptions(t *testing.T) {
	t.Parallel()
	for class, counts := range map[transport.Class]transport.Options{0: 0, 1: 0x2d, 2: 0x01, 3: 0x21, 4: 0x73} {
		for bit := range 8 {
			o := transport.Options(1) << bit
			cr := transport.ConnectionRequest{Connection: transport.Connection{SrcRef: 1, Class: class, Options: osi.Some[transport.Options](0)}}
			cc := transport.ConnectionConfirm{DstRef: 1, Connection: transport.Connection{SrcRef: 2, Class: class, Options: osi.Some(o)}}
			err := cc.Agrees(&cr, nil)
			if (err != nil) != (counts&o != 0) {
				t.Errorf("class %d, option %02X: %v", class, uint8(o), err)
			}
			if e := osi.AsError(err); e != nil && (e.ID != "transport.confirm-option" || e.Got != int(o)) {
				t.Errorf("class %d, option %02X: %v", class, uint8(o), err)
			}
			cr.Options = osi.Some(o)
			if err := cc.Agrees(&cr, nil); err != nil {
				t.Errorf("class %d, option %02X proposed: %v", class, uint8(o), err)
			}
		}
	}
}

// X.224 6.5.4 j and k, RFC 1006 6: the lesser of what CR and CC say; a size that is absent is that
// of the carrier.
func TestMaxTPDU(t *testing.T) {
	t.Parallel()
	type connection = transport.Connection
	for _, c := range []struct {
		cr, cc   connection
		tcp, net int
	}{
		{connection{}, connection{}, 65531, 128},
		{connection{TPDUSize: 10}, connection{}, 1024, 128},
		{connection{TPDUSize: 10}, connection{TPDUSize: 8}, 256, 256},
		{connection{TPDUSize: 10}, connection{TPDUSize: 11}, 1024, 1024},
		{connection{}, connection{TPDUSize: 10}, 1024, 128},
		{connection{TPDUSize: 16}, connection{TPDUSize: 16}, 65531, 65531},
		{connection{TPDUSize: 15}, connection{TPDUSize: 15}, 32768, 32768},
		{connection{TPDUSize: 15}, connection{TPDUSize: 14}, 16384, 16384},
		{connection{PreferredSize: 128, TPDUSize: 8}, connection{PreferredSize: 128}, 16384, 16384},
		{connection{PreferredSize: 128, TPDUSize: 8}, connection{PreferredSize: 1}, 128, 128},
		{connection{PreferredSize: 2}, connection{PreferredSize: 128}, 256, 256},
		{connection{PreferredSize: 2, TPDUSize: 8}, connection{TPDUSize: 7}, 128, 128},
		{connection{TPDUSize: 10}, connection{PreferredSize: 1}, 1024, 128},
		{connection{PreferredSize: 512}, connection{PreferredSize: 512}, 65531, 65536},
		{connection{PreferredSize: 1 << 31}, connection{PreferredSize: 1 << 31}, 65531, 1<<31 - 1},
	} {
		for _, tcp := range []bool{true, false} {
			cr, cc := transport.ConnectionRequest{Connection: c.cr}, transport.ConnectionConfirm{Connection: c.cc}
			cr.OverTCP, cc.OverTCP = tcp, tcp
			want := map[bool]int{true: c.tcp, false: c.net}[tcp]
			if got := cc.MaxTPDU(&cr); got != want {
				t.Errorf("%+v, %+v, over TCP %v: %d, want %d", c.cr, c.cc, tcp, got, want)
			}
		}
	}
	for _, c := range []struct {
		cc   connection
		want int
	}{
		{connection{OverTCP: true}, 65531},
		{connection{}, 128},
		{connection{TPDUSize: 10}, 1024},
		{connection{PreferredSize: 3}, 384},
	} {
		cc := transport.ConnectionConfirm{Connection: c.cc}
		if got := cc.MaxTPDU(nil); got != c.want {
			t.Errorf("%+v without a CR: %d, want %d", c.cc, got, c.want)
		}
	}
}

// The format of what follows a CR and a CC.
func TestFormat(t *testing.T) {
	t.Parallel()
	some := osi.Some[transport.Options]
	type connection = transport.Connection
	for _, c := range []struct {
		c    connection
		want transport.Format
	}{
		{connection{}, transport.Format{Options: some(0)}},
		{connection{OverTCP: true}, transport.Format{OverTCP: true, Options: some(0)}},
		{connection{OverTCP: true, Options: some(0x7f)}, transport.Format{OverTCP: true, Options: some(1)}},
		{connection{Options: some(0x7f)}, transport.Format{Options: some(0)}},
		{connection{Class: 1, Options: some(0x7f)}, transport.Format{Class: 1, Options: some(0x2d)}},
		{connection{Class: 2}, transport.Format{Class: 2, Options: some(1)}},
		{connection{Class: 2, NoFlowControl: true, Options: some(0)}, transport.Format{Class: 2, NoFlowControl: true, Options: some(0)}},
		{connection{Class: 3, Extended: true, NoFlowControl: true}, transport.Format{Class: 3, Extended: true, Options: some(1)}},
		{connection{Class: 4, Options: some(0x40)}, transport.Format{Class: 4, Options: some(0)}}, // 6.5.4 t
		{connection{Class: 4, Options: some(0x41)}, transport.Format{Class: 4, Options: some(0x41)}},
		{connection{Class: 9, Options: some(0x41)}, transport.Format{Class: 9, Options: some(0)}},
	} {
		cc := transport.ConnectionConfirm{Connection: c.c}
		if got := cc.Format(); got != c.want {
			t.Errorf("%+v: %+v, want %+v", c.c, got, c.want)
		}
		cr := transport.ConnectionRequest{Connection: c.c}
		if got, want := cr.Format(), (transport.Format{Class: c.c.Class, Extended: c.c.Extended, OverTCP: c.c.OverTCP}); got != want {
			t.Errorf("CR %+v: %+v, want %+v", c.c, got, want)
		}
	}
}
