package x25_test

import (
	"errors"
	"fmt"
	"testing"

	pkgerrors "github.com/pkg/errors"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
)

// faultOf returns an error as a state machine makes it.
func faultOf(layer osi.Layer, kind osi.Kind, reason x25.Diagnostic) error {
	return &osi.Error{Rule: &osi.Rule{ID: "test", Layer: layer, Kind: kind, Reason: uint8(reason)}}
}

// The answers of X.25 Annex C, ISO/IEC 8208, X.223 and RFC 1613. The octets are the packet that is
// wrong; without an error of its own it gives the one of a strict decoder.
func TestAnswers(t *testing.T) {
	t.Parallel()
	dce := x25.Format{Sender: osi.DCE}
	dte := x25.Format{Sender: osi.DTE}
	any8 := x25.Format{}
	on := func(f x25.Format, c x25.ChannelState) x25.Situation { return x25.Situation{Format: f, Channel: c} }
	in := func(f x25.Format, i x25.InterfaceState) x25.Situation { return x25.Situation{Format: f, Interface: i} }
	pvc := func(f x25.Format) x25.Situation { return x25.Situation{Format: f, Permanent: true} }
	xot := x25.Format{Sender: osi.OverXOT}
	dce128 := x25.Format{Modulo: x25.Modulo128, Sender: osi.DCE}
	state := func(d x25.Diagnostic) error { return faultOf(osi.X25, osi.ErrState, d) }
	const transfer, calling, ready, clearing, awaiting = x25.ChannelTransfer, x25.ChannelCalling, x25.ChannelReady, x25.ChannelClearing, x25.ChannelAwaiting
	for _, c := range []struct {
		octets string
		err    error
		s      x25.Situation
		want   string
	}{
		// Table C-1: of no channel.
		{"", nil, on(dce, calling), "DIAG 26"},
		{"10", nil, on(dce, calling), "DIAG 26"},
		{"10", nil, on(any8, calling), "DIAG 26"},
		{"10", nil, on(dte, calling), "discard"},
		{"00 01 01", nil, on(dce, transfer), "DIAG 28"},
		{"30 01 01", nil, on(dce, transfer), "DIAG 28"},
		{"00 01 01", nil, on(dte, transfer), "discard"},
		{"10 00 00 41", nil, on(dce, transfer), "DIAG 24"},
		{"10 05 61", state(x25.DiagUnassigned), on(dce, ready), "DIAG 24"},
		{"10 05 61", state(x25.DiagUnassigned), on(dte, ready), "discard"},
		{"10 00", nil, on(dce, calling), "DIAG 26"},
		{"10 00 3B", nil, on(dce, calling), "DIAG 21"},
		{"10 00 FB", nil, on(dce, calling), "DIAG 26"},
		{"10 00 FB 03 00", nil, on(dce, calling), "DIAG 51"},
		{"10 00 FB 00 00 00", nil, on(dce, calling), "DIAG 27"},
		{"10 00 FB 00 00 00", nil, on(dte, calling), "discard"},
		{"10 00 FF 00", nil, on(dce, calling), "DIAG 27"},
		// What is never answered.
		{"10 00 F1", nil, on(any8, calling), "discard"},
		{"20 00 F1 28 20 00 F1", nil, on(any8, calling), "discard"}, // two ends of different modulos would never stop
		{"10 00 F7 7F", nil, on(any8, calling), "discard"},
		{"10 00 F3 00 05 45", nil, on(dce, calling), "REG-CONF 13 26 00 00"},
		{"10 00 F3 00 02 45 14", nil, on(dce, calling), "REG-CONF 03 45 00 00"},
		{"10 00 F3 00 02 45 14", nil, on(any8, calling), "DIAG 45"},
		{"10 00 F3 00 02 45 14", nil, on(dte, calling), "discard"},
		{"10 00 F3 00 02 45 14", nil, in(dce, x25.InterfaceRestarting), "REG-CONF 03 45 00 00"},
		// Table C-2.
		{"10 00 FF", state(x25.DiagStateR1), on(dce, calling), "RESTART 01 11"},
		{"10 00 FF", state(x25.DiagStateR1), on(dte, calling), "RESTART 00 11"},
		{"10 00 FF", state(x25.DiagStateR1), on(any8, calling), "RESTART 00 11"},
		{"10 00 FF", faultOf(0, osi.ErrUnsupported, x25.DiagNone), on(dce, transfer), "discard"}, // there is no channel to clear
		{"10 00 FB 00 00", faultOf(0, osi.ErrUnsupported, x25.DiagNone), on(any8, calling), "discard"},
		{"10 00 0B 00 00", faultOf(0, osi.ErrUnsupported, x25.DiagNone), on(xot, ready), "CLEAR 00 f5"},
		{"10 00 FF", state(x25.DiagStateR2), in(dce, x25.InterfaceRestarting), "RESTART 01 12"},
		{"10 00 FF 00", nil, in(dce, x25.InterfaceRestarting), "discard"},
		{"10 00 FB", nil, in(dce, x25.InterfaceRestarting), "discard"},
		{"10 00 3B", nil, in(dce, x25.InterfaceRestarting), "RESTART 01 21"},
		{"10 00", nil, in(dce, x25.InterfaceRestarting), "RESTART 01 26"},
		{"10 01", nil, in(dce, x25.InterfaceRestarting), "RESTART 01 26"},
		{"10 01 3B", nil, in(dce, x25.InterfaceRestarting), "RESTART 01 21"},
		{"10 01 FB 00 00", nil, in(dce, x25.InterfaceRestarting), "RESTART 01 29"},
		{"10 01 0B 01 A0 00", nil, in(dce, x25.InterfaceRestarting), "RESTART 01 12"},
		{"10 01 00 41", state(x25.DiagStateR2), in(dte, x25.InterfaceRestarting), "RESTART 00 12"},
		{"10 00 00", nil, in(dce, x25.InterfaceRestarting), "DIAG 24"},
		{"10 00 FB", nil, in(dce, x25.InterfaceAwaiting), "RESTART 01 26"},
		{"10 00 FF 00", nil, in(dce, x25.InterfaceAwaiting), "discard"},
		{"10 00 3B", nil, in(dce, x25.InterfaceAwaiting), "discard"},
		{"10 01 FB 00 00", nil, in(dce, x25.InterfaceAwaiting), "discard"},
		{"10 01 0B 01 A0 00", nil, in(dce, x25.InterfaceAwaiting), "discard"},
		// Table C-3.
		{"10 01 0B 01 A0 00", nil, on(dce, calling), "CLEAR 13 43"},
		{"10 01 0B 01 A0 00", nil, on(dte, calling), "CLEAR 00 43"},
		{"10 01 0B 00 02 42 07", nil, on(dce, ready), "CLEAR 03 45"},
		{"10 01 0B 00 04 02 AA 02 AA", nil, on(dce, ready), "CLEAR 03 49"},
		{"10 01 0B 00 02 01 04", nil, on(dce, ready), "CLEAR 03 42"},
		{"10 01 0B 00 02 FF 00", nil, on(dce, ready), "CLEAR 03 41"},
		{"10 01 0B 00 04 00 0F 0B 02", nil, on(dce, ready), "CLEAR 03 4d"},
		{"10 01 3B", nil, on(dce, calling), "CLEAR 13 21"},
		{"10 01", nil, on(dce, calling), "CLEAR 13 26"},
		{"10 01 FB 00 00", nil, on(dce, calling), "CLEAR 13 29"},
		{"10 01 F1 24", nil, on(dce, calling), "CLEAR 13 29"},
		{"10 01 F1 24", nil, on(dte, ready), "CLEAR 00 29"},
		{"10 01 F1 24", nil, on(dce, awaiting), "discard"},
		{"10 01 F1 24", nil, in(dce, x25.InterfaceRestarting), "RESTART 01 29"},
		{"10 01 23", nil, on(dce, calling), "CLEAR 13 26"},
		{"10 01 61", state(x25.DiagStateP2), on(dte, calling), "CLEAR 00 15"},
		{"10 01 17 41", nil, on(dce, calling), "CLEAR 13 27"},
		{"10 01 0B 00 00 41", state(x25.DiagCallBarred), on(dce, calling), "CLEAR 0b 46"},
		{"10 01 0B 00 00 41", state(x25.DiagFacilityExpected), on(dce, calling), "CLEAR 03 4c"},
		{"10 01 13", nil, on(dce, clearing), "discard"},
		{"10 01 0B 01 A0 00", nil, on(dce, clearing), "discard"},
		{"10 01 3B", nil, on(dce, clearing), "CLEAR 13 21"},
		{"10 01", nil, on(dce, clearing), "CLEAR 13 26"},
		{"10 01 FB 00 00", nil, on(dce, clearing), "CLEAR 13 29"},
		{"10 01 00 41", state(x25.DiagStateP6), on(dce, clearing), "CLEAR 13 19"},
		{"10 01 0B 01 A0 00", nil, on(dce, awaiting), "discard"},
		{"10 01 3B", nil, on(dce, awaiting), "discard"},
		// Table C-4.
		{"10 01 23", nil, on(dce, transfer), "RESET 05 26"},
		{"10 01 23", nil, on(dte, transfer), "RESET 00 26"},
		{"10 01 3B", nil, on(dce, transfer), "RESET 05 21"},
		{"10 01", nil, on(dce, transfer), "RESET 05 26"},
		{"10 01 FB 00 00", nil, on(dce, transfer), "RESET 05 29"},
		{"10 01 F1 24", nil, on(dce, transfer), "RESET 05 29"},
		{"10 01 01 00", nil, on(dce, transfer), "RESET 05 27"},
		{"10 01 05 00", nil, on(dce, transfer), "RESET 05 27"},
		{"10 01 09 00", nil, on(dce, transfer), "RESET 05 27"},
		{"10 01 1B", nil, on(dce, transfer), "RESET 05 26"},
		{"10 01 1F 00", nil, on(dce, transfer), "RESET 05 27"},
		{"10 01 1F", state(x25.DiagStateD1), on(dce, transfer), "RESET 05 1b"},
		{"10 01 27 00", nil, on(dce, transfer), "RESET 05 27"},
		{"10 01 02", state(x25.DiagInvalidPS), on(dce, transfer), "RESET 05 01"},
		{"20 01 00", nil, on(x25.Format{Modulo: x25.Modulo128, Sender: osi.DCE}, transfer), "RESET 05 26"},
		{"10 01 0B 00 00", state(x25.DiagStateP4), on(dce, transfer), "CLEAR 13 17"},
		{"10 01 0F", state(x25.DiagStateP4), on(dce, transfer), "CLEAR 13 17"},
		{"10 01 13", nil, on(dce, transfer), "CLEAR 13 26"},
		{"10 01 17", state(x25.DiagStateP4), on(dce, transfer), "CLEAR 13 17"},
		{"10 01 12 41", state(x25.DiagPartiallyFull), on(dce, transfer), "RESET 00 a5"},
		// A permanent circuit is never cleared.
		{"10 01 0B 00 00", state(x25.DiagTypeOnPVC), pvc(dce), "RESET 05 23"},
		{"10 01 13", nil, pvc(dte), "RESET 00 26"},
		{"10 01 3B", nil, pvc(dce), "RESET 05 21"},
		{"10 01 3B", nil, x25.Situation{Format: dce, Permanent: true, Channel: awaiting}, "discard"},
		{"10 01 3B", nil, x25.Situation{Format: dce, Permanent: true, Channel: clearing}, "RESET 05 21"},
		// X.223 12.
		{"20 01 01 03", nil, on(dce128, ready), "CLEAR 13 10"}, // 02 is for resets alone
		{"20 01 05 03", nil, on(dce128, calling), "CLEAR 13 10"},
		{"20 01 09 03", nil, on(dce128, transfer), "RESET 05 02"},
		{"90 01 00 FE", faultOf(osi.X25, osi.ErrState, x25.DiagDisconnectPermanent), on(dce, transfer), "CLEAR 00 e2"},
		{"90 01 00 FE", faultOf(osi.X25, osi.ErrState, x25.DiagDisconnectPermanent), on(dte, transfer), "CLEAR 00 e2"},
		{"90 01 00 FE", faultOf(osi.X25, osi.ErrState, x25.DiagDisconnectPermanent), pvc(dce), "RESET 00 e9"},
		{"90 01 00 FE", faultOf(osi.X25, osi.ErrState, x25.DiagResetUnspecified), on(dce, transfer), "RESET 00 e9"},
		{"10 01 0B 00 00", faultOf(osi.X25, osi.ErrState, x25.DiagRejectPermanent), on(dce, ready), "CLEAR 00 e4"},
		{"10 01 00 41", faultOf(osi.X25, osi.ErrState, x25.DiagNSAPUnknown), on(dce, transfer), "CLEAR 00 eb"},
		{"10 01 00 41", faultOf(osi.X25, osi.ErrState, x25.DiagUnreachablePermanent), on(dce, transfer), "CLEAR 00 e8"},
		{"10 01 00 41", faultOf(osi.X25, osi.ErrState, x25.DiagDisconnectTransient), on(dce, transfer), "CLEAR 00 e1"},
		{"10 01 00 41", faultOf(osi.X25, osi.ErrState, x25.DiagOSI), on(dce, transfer), "RESET 00 e0"},
		// Above X.25.
		{"10 01 00 FE", faultOf(osi.Transport, osi.ErrValue, 2), on(dce, transfer), "CLEAR 00 f2"},
		{"10 01 00 FE", faultOf(osi.Session, osi.ErrValue, 0), on(dte, transfer), "CLEAR 00 f2"},
		{"10 01 00 FE", faultOf(osi.Session, osi.ErrLimit, 0), on(dce, transfer), "CLEAR 00 e2"},
		{"10 01 00 FE", faultOf(osi.Session, osi.ErrLimit, x25.DiagResource), on(dce, transfer), "CLEAR 00 f2"},
		{"10 01 00 FE", faultOf(osi.Session, osi.ErrUnsupported, 0), on(dce, transfer), "CLEAR 00 f2"},
		{"10 01 0B 00 00 41", faultOf(osi.Transport, osi.ErrValue, 2), on(dce, ready), "CLEAR 00 f8"},
		{"10 01 0B 00 00 41", faultOf(osi.Transport, osi.ErrUnsupported, 2), on(dce, ready), "CLEAR 00 f5"},
		{"10 01 00 FE", faultOf(osi.Transport, osi.ErrValue, 2), pvc(dce), "RESET 00 fa"},
		{"10 01 00 FE", faultOf(osi.Transport, osi.ErrUnsupported, 2), pvc(dce), "RESET 00 e9"},
		{"10 01 00 FE", faultOf(osi.Transport, osi.ErrLimit, 2), pvc(dte), "RESET 00 e9"},
		{"10 01 00 FE", faultOf(osi.Transport, osi.ErrValue, 2), on(dce, awaiting), "discard"},
		{"10 01 00 FE", faultOf(osi.Transport, osi.ErrValue, 2), in(dce, x25.InterfaceAwaiting), "discard"},
		// Restrictions of ours.
		{"10 01 10 41", faultOf(osi.X25, osi.ErrLimit, x25.DiagResource), on(dce, transfer), "RESET 07 00"},
		{"10 01 10 41", faultOf(osi.X25, osi.ErrLimit, x25.DiagResource), on(dte, transfer), "RESET 00 a3"},
		{"10 01 0B 00 00", faultOf(osi.X25, osi.ErrLimit, x25.DiagResource), on(dce, ready), "CLEAR 05 00"},
		{"10 01 0B 00 00", faultOf(osi.X25, osi.ErrLimit, x25.DiagResource), on(dte, ready), "CLEAR 00 a3"},
		{"10 01 10 41", faultOf(osi.X25, osi.ErrLimit, 0), on(dce, transfer), "CLEAR 00 e2"},
		{"10 01 0B 00 00", faultOf(osi.X25, osi.ErrLimit, 0), on(dce, ready), "CLEAR 00 e4"},
		{"10 01 0B 00 00", faultOf(osi.X25, osi.ErrLimit, 0), on(dte, calling), "CLEAR 00 e4"},
		{"10 01 10 41", faultOf(osi.X25, osi.ErrLimit, 0), pvc(dce), "RESET 00 e9"},
		{"10 01 10 41", faultOf(osi.X25, osi.ErrLimit, x25.DiagResource), pvc(dce), "RESET 07 00"},
		{"10 00 FB 00 00", faultOf(osi.X25, osi.ErrLimit, x25.DiagResource), on(dce, ready), "DIAG 00"},
		{"10 01 0B 00 00 01", faultOf(osi.X25, osi.ErrUnsupported, 0), on(dce, ready), "CLEAR 00 f5"},
		{"10 01 0B 00 00 01", faultOf(osi.X25, osi.ErrUnsupported, x25.DiagUnknownProtocol), on(dce, ready), "CLEAR 00 f9"},
		{"10 01 0B 00 00 01", faultOf(osi.X25, osi.ErrUnsupported, x25.DiagCallBarred), on(dce, ready), "CLEAR 0b 46"},
		{"10 01 00 41", faultOf(osi.X25, osi.ErrUnsupported, 0), pvc(dte), "RESET 00 e9"},
		// XOT.
		{"10", nil, on(xot, ready), "discard"},
		{"00 01 01", nil, on(xot, transfer), "discard"},
		{"10 01 3B", nil, on(xot, ready), "discard"},
		{"10 01 3B", nil, on(xot, transfer), "RESET 00 21"},
		{"10 01 61 00", faultOf(osi.X25, osi.ErrTrailing, x25.DiagTooLong), on(x25.Format{Modulo: x25.Modulo128, Sender: osi.OverXOT}, ready), "CLEAR 00 27"},
		{"10 00 3B", nil, pvc(xot), "RESET 00 21"},
		{"10 01 FB", nil, on(xot, transfer), "discard"},
		{"10 01 FF 00", nil, on(xot, transfer), "discard"},
		{"10 01 09 00", nil, on(xot, transfer), "discard"},
		{"10 01 F1", nil, on(xot, transfer), "discard"},
		{"10 01 F3", nil, on(xot, transfer), "discard"},
		{"10 01 F7", nil, on(xot, transfer), "discard"},
		{"10 00 23", nil, on(xot, transfer), "RESET 00 26"},
		{"10 00 0B 01 A0 00", nil, on(xot, ready), "CLEAR 00 43"},
		{"10 01 0B 00 00", faultOf(osi.XOT, osi.ErrMissing, x25.DiagFacilityExpected), on(xot, ready), "CLEAR 00 4c"},
		{"10 01 0F", faultOf(osi.XOT, osi.ErrMissing, x25.DiagFacilityExpected), on(xot, calling), "CLEAR 00 4c"},
		{"10 01 F5", faultOf(osi.XOT, osi.ErrValue, 0x1a), on(xot, ready), "discard"},
		{"10 01 0B 00 00", faultOf(osi.XOT, osi.ErrValue, 0), on(xot, ready), "discard"},
		// No error of this module, or of the link below.
		{"10 01 0B 00 00", errors.New("other"), on(dce, ready), "discard"},
		{"10 01 0B 00 00", new(osi.Error), on(dce, ready), "discard"},
		{"10 01 0B 00 00", faultOf(osi.LAPB, osi.ErrValue, 0x26), on(dce, ready), "discard"},
		// AnyModulo takes the packet's word.
		{"10 01 23", nil, on(x25.Format{Modulo: x25.AnyModulo}, transfer), "RESET 00 26"},
		{"20 01 23", nil, on(x25.Format{Modulo: x25.AnyModulo}, transfer), "RESET 00 26"},
		{"20 01 21", nil, on(x25.Format{Modulo: x25.AnyModulo}, calling), "CLEAR 00 21"},
		{"10 01 21 00", nil, on(x25.Format{Modulo: x25.AnyModulo}, transfer), "RESET 00 27"},
		{"", nil, on(x25.Format{Modulo: x25.AnyModulo}, transfer), "DIAG 26"},
	} {
		b := octets(t, c.octets)
		err := c.err
		if err == nil {
			f := c.s.Format
			f.Sender = f.Sender.Opposite()
			d := x25.Decoder{Format: f}
			if _, err = d.Decode(b); err == nil {
				t.Errorf("%s: no error", c.octets)
				continue
			}
		}
		if got := answer(t, err, b, c.s); got != c.want {
			t.Errorf("%s, %+v: %s, want %s (%v)", c.octets, c.s, got, c.want, err)
		}
		if got := answer(t, pkgerrors.WithMessage(err, "wrapped"), b, c.s); got != c.want {
			t.Errorf("%s, wrapped: %s, want %s", c.octets, got, c.want)
		}
	}
	if action, p := x25.Answer(nil, nil, x25.Situation{}); action != osi.Discard || p != nil {
		t.Error(action, p)
	}
}

// The answer has the channel, the modulo and the carrier of what it answers, and a DIAGNOSTIC its
// first octets.
func TestAnswerHeader(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		octets string
		s      x25.Situation
		want   string
	}{
		{"1F FE 0B 01 A0 00", x25.Situation{Format: x25.Format{Sender: osi.DCE}}, "1f fe 13 13 43"},
		{"2F FE 0B 01 A0 00", x25.Situation{Format: x25.Format{Modulo: x25.AnyModulo}}, "2f fe 13 00 43"},
		{"21 02 23", x25.Situation{Format: x25.Format{Modulo: x25.Modulo128}, Channel: x25.ChannelTransfer}, "21 02 1b 00 26"},
		{"10 00 0B 01 A0 00", x25.Situation{Format: x25.Format{Sender: osi.OverXOT}}, "10 00 13 00 43"},
		{"10 00 00 41 42 43", x25.Situation{}, "10 00 f1 24 10 00 00"},
		{"10 00", x25.Situation{}, "10 00 f1 26 10 00"},
		{"01 07 00", x25.Situation{}, "10 00 f1 28 01 07 00"},
	} {
		b := octets(t, c.octets)
		d := x25.Decoder{Format: c.s.Format}
		_, err := d.Decode(b)
		_, p := x25.Answer(err, b, c.s)
		if p == nil {
			t.Errorf("%s: no answer to %v", c.octets, err)
			continue
		}
		if out, err := p.AppendBinary(nil); err != nil || fmt.Sprintf("% x", out) != c.want {
			t.Errorf("%s: % x, %v; want %s", c.octets, out, err, c.want)
		}
	}
	if _, p := x25.Answer(faultOf(osi.X25, osi.ErrState, x25.DiagStateR1), octets(t, "10 00 FF"), x25.Situation{}); p.Channel() != 0 || p.Type() != x25.TypeRestartRequest {
		t.Errorf("%+v", p)
	}
}
