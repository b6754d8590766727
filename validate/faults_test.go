package validate_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
)

// A fact is an exchange in octets and what the standards say of its units. It uses Check alone. The
// facts are in testdata/faults, one behind a line "# name" each, and a line "policy …, carrier …":
// the words are those of factPolicy.
//
// Each line is one unit: "I>" or "R>" for its sender ("I*800>" sends it 800 times), hex octets
// ("41*600" repeats one, and "a0^20" is 05 00 within 20 definite lengths), and behind an equals
// sign what becomes of it. Without that, it passes. A line that begins with a blank goes on with
// the one before; "use name" stands for the unit of that name in units.txt. What becomes of a unit:
//
//	pass         at once, or what was held passes with it
//	part         held, or passed as a part of what is still to come
//	reject       with the words behind it, in any order:
//	  kind:a|b     the error is of one of these kinds
//	  layer:a|b    the layer at fault
//	  rule:a       the error's rule has this prefix
//	  answer:hex   what is sent back is this, units joined
//	  says:hex     what is sent back contains this
//	  not:hex      what is sent back does not contain this
//	  answers      something is sent back
//	  silent       nothing is sent back
//	  goes-on      the connection is not ended
//	any          whatever it is, it does not end the exchange
//
// Those of bulk.txt hold with Policy.Whole, too.
type fact struct {
	name    string
	policy  validate.Policy
	carrier validate.Carrier
	steps   []string
}

var kindWords = map[string]osi.Kind{
	"truncated": osi.ErrTruncated, "trailing": osi.ErrTrailing, "length": osi.ErrLength, "unknown": osi.ErrUnknown,
	"value": osi.ErrValue, "missing": osi.ErrMissing, "order": osi.ErrOrder, "duplicate": osi.ErrDuplicate,
	"encoding": osi.ErrEncoding, "state": osi.ErrState, "limit": osi.ErrLimit, "unsupported": osi.ErrUnsupported,
}

var layerWords = map[string]osi.Layer{
	"x25": osi.X25, "transport": osi.Transport, "session": osi.Session, "presentation": osi.Presentation, "acse": osi.ACSE, "rtse": osi.RTSE,
}

var carrierWords = map[string]validate.Carrier{
	"TPKTs": validate.TPKTs, "NSDUs": validate.NSDUs, "TSDUs": validate.TSDUs, "SSDUs": validate.SSDUs, "XOT": validate.XOT, "Packets": validate.Packets,
}

// factPolicy reads the words for a policy: a layer is its Top.
func factPolicy(t testing.TB, text string) (p validate.Policy) {
	t.Helper()
	for word := range strings.FieldsSeq(text) {
		name, value, _ := strings.Cut(word, ":")
		number, _ := strconv.Atoi(value)
		tolerance, tolerated := osi.ParseTolerance(name)
		switch {
		case name == "strict":
		case name == "default":
			p = validate.Default()
		case name == "rfc1006":
			p = validate.RFC1006()
		case layerWords[name] != 0:
			p.Top = layerWords[name]
		case name == "dte":
			p.Initiator = osi.DTE
		case name == "opaque":
			p.Opaque = true
		case name == "transfers":
			p.Transfers = true
		case name == "midway":
			p.Midway = true
		case name == "foreign-calls":
			p.ForeignCalls = true
		case name == "retransmission":
			p.Subscription.Retransmission = true
		case name == "max-tpdu":
			p.Limits.TPDU = number
		case name == "pdu": // of session
			p.PDUs = validate.PDUs{osi.Session: strings.Split(value, "|")}
		case name == "application-context":
			p.ApplicationContexts = append(p.ApplicationContexts, osi.MustOID(value))
		case name == "abstract-syntax":
			p.AbstractSyntaxes = append(p.AbstractSyntaxes, osi.MustOID(value))
		case tolerated:
			p.Tolerate |= tolerance
		default:
			list := map[string]*[]osi.Selector{
				"called-tsap": &p.CalledTSAPs, "calling-tsap": &p.CallingTSAPs, "called-ssel": &p.CalledSessions, "calling-ssel": &p.CallingSessions,
				"called-psel": &p.CalledPresentations, "calling-psel": &p.CallingPresentations,
			}[name]
			switch {
			case list == nil:
				t.Fatalf("no such policy: %s", word)
			case value == "none":
				*list = []osi.Selector{}
			default:
				*list = append(*list, octets(t, value))
			}
		}
	}
	return p
}

// factOctets reads hex octets.
func factOctets(t testing.TB, text string) (b []byte) {
	t.Helper()
	for word := range strings.FieldsSeq(text) {
		digits, number, found := strings.Cut(word, "*")
		tag, depth, nested := strings.Cut(word, "^")
		switch {
		case found:
			n, err := strconv.Atoi(number)
			if err != nil {
				t.Fatal(err)
			}
			b = append(b, bytes.Repeat(octets(t, digits), n)...)
		case nested:
			n, err := strconv.Atoi(depth)
			if err != nil {
				t.Fatal(err)
			}
			b = append(b, nestedValue(octets(t, tag)[0], n)...)
		default:
			b = append(b, octets(t, word)...)
		}
	}
	return b
}

// nestedValue returns 05 00 within n definite lengths, each in as few octets as can be.
func nestedValue(tag byte, n int) []byte {
	b := []byte{0, 5} // backwards
	for range n {
		switch size := len(b); {
		case size < 0x80:
			b = append(b, byte(size), tag)
		case size < 0x100:
			b = append(b, byte(size), 0x81, tag)
		default:
			b = append(b, byte(size), byte(size>>8), 0x82, tag)
		}
	}
	slices.Reverse(b)
	return b
}

// factJudged feeds one line and returns the verdict on its last unit.
func factJudged(s *validate.Stream, from osi.Direction, b []byte) (v validate.Verdict) {
	for {
		v, b = s.Check(from, b)
		if v.Action == validate.Reject || len(b) == 0 {
			return v
		}
	}
}

func checkFact(t *testing.T, f fact) {
	t.Helper()
	g := guard(t, f.policy)
	s := g.Stream(f.carrier)
	defer s.Close()
	for _, line := range f.steps {
		sender, rest, ok := strings.Cut(line, ">")
		sender, times, repeated := strings.Cut(sender, "*")
		if !ok || sender != "I" && sender != "R" {
			t.Fatalf("no line of a fact: %s", line)
		}
		n := 1
		if repeated {
			var err error
			if n, err = strconv.Atoi(times); err != nil {
				t.Fatal(err)
			}
		}
		text, want, _ := strings.Cut(rest, "=")
		from := initiator
		if sender == "R" {
			from = responder
		}
		unit := factOctets(t, text)
		for range n {
			v := factJudged(s, from, unit)
			if err := factHolds(v, strings.Fields(want), s); err != nil {
				t.Fatalf("%.160s\nwant %s: %v", line, want, err)
			}
		}
	}
	if st := g.Stats(); st.Panics > 0 {
		t.Fatal("a panic of ours")
	}
}

func factHolds(v validate.Verdict, want []string, s *validate.Stream) error {
	if len(want) == 0 {
		want = []string{"pass"}
	}
	switch want[0] {
	case "any":
		return nil
	case "pass", "part":
		if v.Action == validate.Pass || want[0] == "part" && v.Action == validate.Hold {
			return nil
		}
		if v.Err != nil {
			return fmt.Errorf("%s, %w", v.Reaction, v.Err)
		}
		return errors.New(v.Action.String())
	case "reject":
	default:
		return fmt.Errorf("no such word: %s", want[0])
	}
	e := osi.AsError(v.Err)
	if v.Action != validate.Reject || e == nil {
		return errors.New(v.Action.String())
	}
	sent := hex.EncodeToString(bytes.Join(v.Answer, nil))
	for _, word := range want[1:] {
		name, value, _ := strings.Cut(word, ":")
		value = strings.ToLower(value)
		var ok bool
		switch name {
		case "kind":
			for k := range strings.SplitSeq(value, "|") {
				ok = ok || kindWords[k] != 0 && e.Kind == kindWords[k]
			}
		case "layer":
			for l := range strings.SplitSeq(value, "|") {
				ok = ok || layerWords[l] != 0 && v.Layer == layerWords[l]
			}
		case "rule":
			ok = strings.HasPrefix(e.ID, value)
		case "answer":
			ok = sent == value
		case "says":
			ok = strings.Contains(sent, value)
		case "not":
			ok = !strings.Contains(sent, value)
		case "answers":
			ok = len(sent) > 0
		case "silent":
			ok = len(sent) == 0
		case "goes-on":
			ok = !s.Closed()
		default:
			return fmt.Errorf("no such word: %s", word)
		}
		if !ok {
			return fmt.Errorf("not %s: %w, rule %s, layer %s, reaction %s, answer %q", word, v.Err, e.ID, v.Layer, v.Reaction, sent)
		}
	}
	return nil
}

// factBlocks yields the blocks of a file: the name, and the lines behind it with those that go on
// joined.
func factBlocks(t testing.TB, file string) func(yield func(name string, lines []string) bool) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(strings.ReplaceAll(string(b), "\r", ""), "\n   ", " ")
	return func(yield func(string, []string) bool) {
		for block := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
			lines := strings.Split(strings.TrimSpace(block), "\n")
			name, ok := strings.CutPrefix(lines[0], "# ")
			if !ok || len(lines) < 2 {
				t.Fatalf("%s: no block: %s", file, lines[0])
			}
			if !yield(name, lines[1:]) {
				return
			}
		}
	}
}

// TestFaults holds the gate against each input by which it was found wanting, and more of each
// kind; against what lists of a Policy let through, what is agreed on, and what is valid and rare.
func TestFaults(t *testing.T) {
	t.Parallel()
	const dir = "testdata/faults"
	units := map[string]string{}
	for name, lines := range factBlocks(t, dir+"/units.txt") {
		units[name] = lines[0]
	}
	files, err := filepath.Glob(dir + "/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, file := range files {
		if filepath.Base(file) == "units.txt" {
			continue
		}
		for name, lines := range factBlocks(t, file) {
			policy, carrier, ok := strings.Cut(strings.TrimPrefix(lines[0], "policy "), ", carrier ")
			if _, known := carrierWords[carrier]; !ok || !known || seen[name] {
				t.Fatalf("%s, %s: %s", file, name, lines[0])
			}
			seen[name] = true
			f := fact{name, factPolicy(t, policy), carrierWords[carrier], lines[1:]}
			for i, line := range f.steps {
				if name, ok := strings.CutPrefix(line, "use "); ok {
					if f.steps[i] = units[name]; f.steps[i] == "" {
						t.Fatalf("%s, %s: no unit %s", file, f.name, name)
					}
				}
			}
			t.Run(f.name, func(t *testing.T) {
				t.Parallel()
				checkFact(t, f)
				if f.policy.Whole = filepath.Base(file) == "bulk.txt"; f.policy.Whole {
					checkFact(t, f)
				}
			})
		}
	}
	if len(seen) < 500 {
		t.Errorf("%d facts", len(seen))
	}
}
