package osi_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	pkgerrors "github.com/pkg/errors"

	"github.com/osi-go/osi"
)

var rule = osi.Rule{ID: "session.li", Layer: osi.Session, Field: "length indicator", Clause: "X.225 8.2.5", Kind: osi.ErrLength}

func ofKind(k osi.Kind, got, want int) *osi.Error {
	r := rule
	r.Kind = k
	return &osi.Error{Rule: &r, PDU: "CN", Offset: 1, Got: got, Want: want}
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  *osi.Error
		want string
	}{
		{ofKind(osi.ErrLength, 60, 12), "session: CN length indicator: bad length: got 60, want 12 (octet 1, X.225 8.2.5)"},
		{ofKind(osi.ErrTruncated, 2, 3), "session: CN length indicator: truncated: got 2, want 3 (octet 1, X.225 8.2.5)"},
		{ofKind(osi.ErrTrailing, 4, 9), "session: CN length indicator: trailing octets: got 4 (octet 1, X.225 8.2.5)"},
		{ofKind(osi.ErrLimit, 33, 32), "session: CN length indicator: limit exceeded: got 33, limit 32 (octet 1, X.225 8.2.5)"},
		{ofKind(osi.ErrUnknown, 10, 0), "session: CN length indicator: unknown code: got 0x0a (octet 1, X.225 8.2.5)"},
		{ofKind(osi.ErrValue, 255, 1), "session: CN length indicator: bad value: got 0xff, want 0x01 (octet 1, X.225 8.2.5)"},
		{ofKind(osi.ErrValue, -1, 300), "session: CN length indicator: bad value: got -1, want 0x12c (octet 1, X.225 8.2.5)"},
		{ofKind(osi.ErrEncoding, 0, 0), "session: CN length indicator: bad encoding: got 0x00 (octet 1, X.225 8.2.5)"},
		{ofKind(osi.ErrDuplicate, 5, 0), "session: CN length indicator: duplicate: got 0x05 (octet 1, X.225 8.2.5)"},
		{ofKind(osi.ErrState, 5, 0), "session: CN length indicator: wrong state: got 0x05 (octet 1, X.225 8.2.5)"},
		{ofKind(osi.ErrOrder, 19, 22), "session: CN length indicator: out of order: got 0x13 after 0x16 (octet 1, X.225 8.2.5)"},
		{ofKind(osi.ErrMissing, 7, 22), "session: CN length indicator: missing: want 0x16 (octet 1, X.225 8.2.5)"},
		{ofKind(osi.ErrMissing, 7, 0), "session: CN length indicator: missing (octet 1, X.225 8.2.5)"},
		{ofKind(osi.ErrUnsupported, 7, 7), "session: CN length indicator: unsupported (octet 1, X.225 8.2.5)"},
		{ofKind(osi.ErrState, 0, 0), "session: CN length indicator: wrong state (octet 1, X.225 8.2.5)"},
		{
			&osi.Error{Rule: &osi.Rule{Layer: osi.Transport, Field: "class", Clause: "policy", Kind: osi.ErrUnsupported}, PDU: "CR"},
			"transport: CR class: refused by policy",
		},
		{&osi.Error{Rule: &rule, Offset: 7}, "session: length indicator: bad length: got 0, want 0 (octet 7, X.225 8.2.5)"},
	} {
		if got := c.err.Error(); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
		for _, verb := range []string{"%v", "%s"} {
			if got := fmt.Sprintf(verb, c.err); got != c.want {
				t.Errorf("%s gives %q", verb, got)
			}
		}
		if got, want := fmt.Sprintf("%q", c.err), fmt.Sprintf("%q", c.want); got != want {
			t.Errorf("%%q gives %s, want %s", got, want)
		}
	}
}

// An Error that a caller makes without a Rule answers every question without a panic.
func TestErrorWithoutRule(t *testing.T) {
	t.Parallel()
	e := &osi.Error{PDU: "CN", Offset: 3}
	if got := e.Error(); got != "no rule" {
		t.Errorf("Error gives %q", got)
	}
	if got := fmt.Sprintf("%v %+v", e, e.Attach([]byte{1, 2, 3, 4})); got != "no rule no rule\n\t0000: 01 02 03 [04]" {
		t.Errorf("Format gives %q", got)
	}
	if e.Unwrap() != nil || errors.Is(e, osi.ErrLength) || errors.Is(e, io.ErrUnexpectedEOF) {
		t.Error("it has a Kind")
	}
	if osi.Rebase(e, "AC", 2) != error(e) || e.Offset != 5 || e.PDU != "CN" {
		t.Errorf("Rebase gives %v at %d", e.PDU, e.Offset)
	}
}

func TestErrorAttach(t *testing.T) {
	t.Parallel()
	buf := []byte{0x0d, 0xff, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x10, 0x11, 0x12, 0x13}
	for off, want := range map[int]string{
		0:  "\n\t0000: [0d] ff 02 03 04 05 06 07 08",
		1:  "\n\t0000: 0d [ff] 02 03 04 05 06 07 08 09",
		10: "\n\t0002: 02 03 04 05 06 07 08 09 [0a] 0b 0c 0d 0e 0f 10 11 12",
		19: "\n\t000b: 0b 0c 0d 0e 0f 10 11 12 [13]",
		20: "\n\t000c: 0c 0d 0e 0f 10 11 12 13 [end]",
	} {
		e := &osi.Error{Rule: &rule, PDU: "CN", Offset: off}
		attached := e.Attach(buf)
		if e.Octets != nil || attached == e {
			t.Fatal("Attach modifies its receiver")
		}
		if got := fmt.Sprintf("%+v", attached); got != e.Error()+want {
			t.Errorf("%%+v gives %q, want %q behind the text", got, want)
		}
		if got := fmt.Sprintf("%v", attached); got != e.Error() {
			t.Errorf("%%v shows octets: %q", got)
		}
		if got := fmt.Sprintf("%+v", e); got != e.Error() {
			t.Errorf("%%+v shows octets that nobody attached: %q", got)
		}
	}
	beyond := (&osi.Error{Rule: &rule, Offset: 1000}).Attach(buf[:2])
	if got := fmt.Sprintf("%+v", beyond); !strings.HasSuffix(got, "\n\t0002: [end]") {
		t.Errorf("an offset beyond the buffer gives %q", got)
	}
	if got := fmt.Sprintf("%+v", (&osi.Error{Rule: &rule}).Attach([]byte{})); !strings.HasSuffix(got, "\n\t0000: [end]") {
		t.Errorf("an empty buffer gives %q", got)
	}
}

func TestErrorIs(t *testing.T) {
	t.Parallel()
	for k := osi.ErrTruncated; k <= osi.ErrUnsupported; k++ {
		var err error = ofKind(k, 0, 0)
		for name, wrapped := range map[string]error{
			"itself":        err,
			"fmt":           fmt.Errorf("reading: %w", err),
			"joined":        errors.Join(io.ErrClosedPipe, err),
			"WithStack":     pkgerrors.WithStack(err),
			"Wrap":          pkgerrors.Wrap(err, "reading"),
			"WithMessage":   pkgerrors.WithMessage(err, "reading"),
			"several":       pkgerrors.Wrap(fmt.Errorf("tsdu: %w", pkgerrors.WithStack(err)), "reading"),
			"attached":      osi.AsError(err).Attach([]byte{1}),
			"attached, fmt": fmt.Errorf("x: %w", osi.AsError(err).Attach(nil)),
		} {
			for other := osi.ErrTruncated; other <= osi.ErrUnsupported; other++ {
				if errors.Is(wrapped, other) != (other == k) {
					t.Errorf("%s: errors.Is(%v, %v) is %v", name, k, other, other != k)
				}
			}
			if errors.Is(wrapped, io.ErrUnexpectedEOF) != (k == osi.ErrTruncated) {
				t.Errorf("%s: %v and io.ErrUnexpectedEOF", name, k)
			}
			if errors.Is(wrapped, errors.ErrUnsupported) != (k == osi.ErrUnsupported) {
				t.Errorf("%s: %v and errors.ErrUnsupported", name, k)
			}
			if errors.Is(wrapped, io.EOF) {
				t.Errorf("%s: %v is io.EOF", name, k)
			}
			var e *osi.Error
			if !errors.As(wrapped, &e) || e.ID != "session.li" || osi.AsError(wrapped) != e {
				t.Errorf("%s: errors.As finds %v", name, e)
			}
			if !pkgerrors.Is(wrapped, k) {
				t.Errorf("%s: pkg/errors.Is fails for %v", name, k)
			}
		}
		// Cause stops at the *osi.Error: it has no Cause itself.
		if got := pkgerrors.Cause(pkgerrors.Wrap(pkgerrors.WithStack(err), "reading")); got != err {
			t.Errorf("Cause is %v", got)
		}
		// The stack trace of a wrapping keeps the text, and the octets where they are attached.
		attached := osi.AsError(err).Attach([]byte{0x0d, 0xff})
		if got := fmt.Sprintf("%+v", pkgerrors.WithStack(attached)); !strings.HasPrefix(got, err.Error()+"\n\t0000: 0d [ff]\n") || !strings.Contains(got, "TestErrorIs") {
			t.Errorf("%%+v of WithStack gives %q", got)
		}
	}
	if osi.AsError(nil) != nil || osi.AsError(io.EOF) != nil {
		t.Error("AsError finds what is not there")
	}
}

func TestRebase(t *testing.T) {
	t.Parallel()
	inner := &osi.Error{Rule: &rule, Offset: 3}
	err := osi.Rebase(inner, "CP", 10)
	if e := osi.AsError(err); e != inner || e.Offset != 13 || e.PDU != "CP" {
		t.Errorf("got %+v", e)
	}
	if e := osi.AsError(osi.Rebase(err, "CN", 5)); e.Offset != 18 || e.PDU != "CP" {
		t.Errorf("the PDU that was named first is %q at %d", e.PDU, e.Offset)
	}
	if got := osi.Rebase(io.EOF, "CN", 5); got != io.EOF {
		t.Errorf("got %v", got)
	}
	if osi.Rebase(nil, "CN", 5) != nil {
		t.Error("an error out of nothing")
	}
}

func BenchmarkError(b *testing.B) {
	err := ofKind(osi.ErrLength, 60, 12)
	b.ReportAllocs()
	for b.Loop() {
		_ = err.Error()
	}
}
