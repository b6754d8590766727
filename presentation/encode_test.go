package presentation_test

import (
	"bytes"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
)

// Encoders refuse what X.226 forbids, and leave the buffer as it was.
func TestRefusals(t *testing.T) {
	basic := osi.MustOID("2.1.1")
	one := presentation.Context{ID: 1, AbstractSyntax: basic, TransferSyntaxes: []osi.OID{basic}}
	even := presentation.Context{ID: 2, AbstractSyntax: basic, TransferSyntaxes: []osi.OID{basic}}
	pdv := func(p presentation.PDV) *presentation.Data {
		return &presentation.Data{UserData: presentation.UserData{PDVs: []presentation.PDV{p}}}
	}
	null := []byte{5, 0}
	for rule, pdu := range map[string]presentation.PPDU{
		"presentation.mode":              &presentation.Connect{Mode: 2},
		"presentation.mode-parameters":   &presentation.Connect{Mode: presentation.X410Mode, CalledSelector: []byte{}},
		"ber.length":                     &presentation.Connect{Mode: presentation.X410Mode, X410: []byte{0x80, 2, 0}},
		"presentation.version":           &presentation.ConnectAccept{Versions: 2},
		"presentation.bits":              &presentation.ConnectAccept{Requirements: 4},
		"presentation.nominated":         &presentation.Connect{NominatedContext: 1},
		"presentation.context-parity":    &presentation.Connect{Contexts: []presentation.Context{even}},
		"presentation.context-duplicate": &presentation.AlterContext{Additions: []presentation.Context{one, one}},
		"presentation.context-id":        pdv(presentation.PDV{Value: null}),
		"presentation.transfer-syntaxes": &presentation.Connect{Contexts: []presentation.Context{{ID: 1, AbstractSyntax: basic}}},
		"presentation.result-syntax":     &presentation.ConnectAccept{Results: []presentation.Result{{}}},
		"presentation.reject-user-data": &presentation.ConnectReject{
			Reason:   osi.Some(presentation.RejectLocalLimitExceeded),
			UserData: presentation.UserData{Simple: []byte{1}},
		},
		"presentation.event":           &presentation.AbnormalReleaseProvider{Reason: osi.Some(presentation.AbortInvalidParameter)},
		"presentation.number":          &presentation.AlterContextAcknowledge{Deletions: []presentation.Outcome{2}},
		"presentation.trailing":        &presentation.Connect{Continued: make([]presentation.UserData, 1)},
		"presentation.component":       &presentation.Connect{Undefined: [][]byte{{0x8f}}},
		"presentation.missing":         &presentation.UnitData{},
		"presentation.single-empty":    pdv(presentation.PDV{Context: 1}),
		"presentation.single-trailing": pdv(presentation.PDV{Context: 1, Value: []byte{5, 0, 5, 0}}),
		"ber.bit-string":               pdv(presentation.PDV{Context: 1, Form: presentation.Arbitrary, Unused: 1}),
		"presentation.pdv-list":        pdv(presentation.PDV{Context: 1, Form: 3, Value: null}),
		"presentation.ppdu":            &presentation.Data{Primitive: presentation.SConnect},
		"ber.oid":                      &presentation.Resynchronize{Contexts: []presentation.ContextName{{ID: 1}}},
	} {
		b := []byte{1, 2, 3}
		out, err := pdu.AppendBinary(b)
		if e := osi.AsError(err); e == nil || e.ID != rule || len(out) != 3 {
			t.Errorf("%s: got %x, %v", rule, out, err)
		}
	}
}

// What is undefined stands in normal mode alone, X.226 8.5: the encoder refuses what the decoder does.
func TestX410Undefined(t *testing.T) {
	cp := presentation.Connect{Mode: presentation.X410Mode, UndefinedOuter: [][]byte{{5, 0}}}
	if b, err := cp.AppendBinary(nil); len(b) > 0 || osi.AsError(err) == nil || osi.AsError(err).ID != "presentation.component" {
		t.Errorf("%x, %v", b, err)
	}
}

// No length is cut: each at which a form of length octets begins or ends comes back.
func TestLengths(t *testing.T) {
	for _, n := range []int{0, 1, 127, 128, 254, 255, 256, 65535, 65536} {
		cp := presentation.Connect{CallingSelector: make([]byte, n)}
		cp.UserData.Simple = bytes.Repeat([]byte{0x41}, n)
		for _, indefinite := range []bool{false, true} {
			b, err := cp.AppendBinary(nil)
			if indefinite {
				b, err = presentation.AppendIndefinite(nil, &cp)
			}
			if err != nil {
				t.Fatal(err)
			}
			got, err := presentation.ParseConnect(b)
			if err != nil || !bytes.Equal(got.CallingSelector, cp.CallingSelector) || got.CallingSelector == nil ||
				!bytes.Equal(got.UserData.Simple, cp.UserData.Simple) {
				t.Errorf("%d octets: %v", n, err)
			}
		}
	}
}
