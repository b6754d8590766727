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
	if b, err := xot.Append([]byte{9}, refusing{}); !errors.Is(err, errRefused) || len(b) != 1 {
		t.Errorf("%x, %v", b, err)
	}
}

// RFC 1613 6.4: REJ has the low five bits 01001 modulo 8, and is 09 modulo 128; the logical channel
// does not matter. What else ends so is another packet modulo 128.
func TestCheckTypeOfReject(t *testing.T) {
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
	want := map[string]uint8{"xot.flow-control": 0x4c, "xot.setup-version": 0x1a, "xot.setup-truncated": 0x1a}
	for r := range xot.Rules() {
		if r.Clause == "RFC 1613 4.1" || r.Clause == "RFC 1613 6.4" || r.Clause == "limit" {
			if r.Reason != 0 {
				t.Errorf("%s: %02x of a frame, which nothing answers", r.ID, r.Reason)
			}
			continue
		}
		if w, ok := want[r.ID]; ok && r.Reason != w {
			t.Errorf("%s: %02x, want %02x", r.ID, r.Reason, w)
		}
	}
}
