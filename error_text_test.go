package osi_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"

	"github.com/osi-go/osi"
)

// The text of a rule is its ID, also as the key of an object; an Error does not take that for its
// own text.
func TestRuleText(t *testing.T) {
	t.Parallel()
	rule := &osi.Rule{ID: "session.li", Layer: osi.Session, Field: "length indicator", Clause: "X.225 8.2.5", Kind: osi.ErrLength}
	e := &osi.Error{Rule: rule, PDU: "CN", Offset: 1, Got: 60, Want: 12}
	const text = "session: CN length indicator: bad length: got 60, want 12 (octet 1, X.225 8.2.5)"
	for _, c := range []struct {
		value any
		want  string
	}{
		{rule, `"session.li"`},
		{*rule, `"session.li"`},
		{map[*osi.Rule]int{rule: 3}, `{"session.li":3}`},
		{map[string]any{"rule": e.Rule}, `{"rule":"session.li"}`},
	} {
		if b, err := json.Marshal(c.value); err != nil || string(b) != c.want {
			t.Errorf("%T is %s, %v; want %s", c.value, b, err, c.want)
		}
	}
	if b, err := e.MarshalText(); err != nil || string(b) != text {
		t.Errorf("got %s, %v", b, err)
	}
	if b, err := new(osi.Error).MarshalText(); err != nil || string(b) != "no rule" {
		t.Errorf("without a rule: %s, %v", b, err)
	}
}

// A log shows an Error as one line of text, wrapped or not.
func TestErrorLog(t *testing.T) {
	t.Parallel()
	e := &osi.Error{Rule: &osi.Rule{ID: "session.li", Layer: osi.Session, Field: "length indicator", Clause: "X.225 8.2.5", Kind: osi.ErrLength}}
	const text = "session: length indicator: bad length: got 0, want 0 (octet 0, X.225 8.2.5)"
	var b bytes.Buffer
	without := slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey || a.Key == slog.LevelKey || a.Key == slog.MessageKey {
			return slog.Attr{}
		}
		return a
	}}
	for _, err := range []error{e, fmt.Errorf("%w", e)} {
		b.Reset()
		slog.New(slog.NewJSONHandler(&b, &without)).Info("", "error", err)
		slog.New(slog.NewTextHandler(&b, &without)).Info("", "error", err)
		if want := `{"error":"` + text + "\"}\nerror=\"" + text + "\"\n"; b.String() != want {
			t.Errorf("got %s", b.String())
		}
	}
}
