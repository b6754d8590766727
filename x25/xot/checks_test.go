package xot_test

import (
	"errors"
	"testing"

	"github.com/osi-go/osi/x25/xot"
)

type refusing struct{}

var errRefused = errors.New("refused")

func (refusing) AppendBinary(b []byte) ([]byte, error) { return b, errRefused }

// What the packet's encoder refuses Append refuses, too.
func TestAppendRefuses(t *testing.T) {
	t.Parallel()
	if b, err := xot.Append([]byte{9}, refusing{}); !errors.Is(err, errRefused) || len(b) != 1 {
		t.Errorf("%x, %v", b, err)
	}
}

// RFC 1613 6.4: REJ has the low five bits 01001 modulo 8, and is 09 modulo 128; the logical channel
// does not matter. What else ends so is another packet modulo 128.
func TestCheckTypeOfReject(t *testing.T) {
	t.Parallel()
	for packet, want := range map[string]bool{
		"\x10\x01\x09": false, "\x11\x01\x09": false, "\x1f\xff\xe9": false, "\x11\x01\x29": false,
		"\x20\x01\x09\x00": false, "\x21\x01\x09\x00": false, "\x21\x01\x29\x00": true, "\x11\x01\x01": true, "\x21\x01\x01\x00": true,
	} {
		if err := xot.CheckType([]byte(packet)); (err == nil) != want {
			t.Errorf("%x: %v", packet, err)
		}
	}
}

// The causes and diagnostics that RFC 1613 gives for a fault; 0 is none.
func TestReasons(t *testing.T) {
	t.Parallel()
	want := map[string]uint8{
		"xot.flow-control": 0x4c, // facility not provided when expected, a diagnostic of X.25
		// RFC 1613 6.5: protocol error, and what of the flow control cannot be had
		"xot.setup-version": 0x1a, "xot.setup-truncated": 0x1a, "xot.setup-trailing": 0x1a, "xot.setup-status": 0x1a, "xot.setup-gfi": 0x1a,
		"xot.setup-lcn": 0x1a, "xot.setup-window": 0x19, "xot.setup-packet-size": 0x19,
	}
	for r := range xot.Rules() { // nothing answers a frame
		if r.Reason != want[r.ID] {
			t.Errorf("%s: %02x, want %02x", r.ID, r.Reason, want[r.ID])
		}
		delete(want, r.ID)
	}
	if len(want) > 0 {
		t.Errorf("no rules: %v", want)
	}
}

// sized is a DATA packet of so many octets.
type sized int

func (n sized) AppendBinary(b []byte) ([]byte, error) {
	return append(append(b, 0x10, 1, 0), make([]byte, int(n)-3)...), nil
}

// A frame takes packets of 3 to MaxPacket octets.
func TestAppendSizes(t *testing.T) {
	t.Parallel()
	for n, ok := range map[int]bool{3: true, xot.MaxPacket: true, xot.MaxPacket + 1: false} {
		b, err := xot.Append([]byte{9}, sized(n))
		if (err == nil) != ok || ok && len(b) != 1+4+n || !ok && len(b) != 1 {
			t.Errorf("%d octets: %d, %v", n, len(b), err)
		}
	}
}

// Beside an error Split wants no octets.
func TestSplitWantsNothing(t *testing.T) {
	t.Parallel()
	for _, b := range []string{"\x01", "\x00\x01", "\x00\x00\x00\x02"} {
		if frame, want, err := xot.Split([]byte(b), 0); err == nil || want != 0 || frame != nil {
			t.Errorf("%x: %x, %d, %v", b, frame, want, err)
		}
	}
}
