package spm_test

import (
	"compress/gzip"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/session/spm"
)

// A sequence was made by an independent execution of the tables: what happens at one or two
// machines, or what somebody on the path sees.
type sequence struct {
	Kind, Name, Role string
	FU               []string
	TEXP             bool
	Steps, Probes    []sequenceStep
}

type sequenceStep struct {
	Ev, SPDU, TSDU, Expect, Cell, Why, At, From, Primitive string
	Params                                                 struct{ Local bool }
	Out                                                    []string
	Then                                                   map[string]any
	ER                                                     *bool `json:"er_allowed"`
}

func sequences(t testing.TB) []sequence {
	t.Helper()
	f, err := os.Open("testdata/sequences.json.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var all struct{ Vectors []sequence }
	if err := json.NewDecoder(z).Decode(&all); err != nil {
		t.Fatal(err)
	}
	return all.Vectors
}

// spdus returns the SPDUs of a step in the order in which they are processed.
func (s *sequenceStep) spdus(t testing.TB) []session.SPDU {
	t.Helper()
	if s.TSDU == "" && s.SPDU == "CDO" {
		return []session.SPDU{&session.ConnectDataOverflow{Common: session.Common{Enclosure: session.EnclosureLast}}}
	}
	if s.TSDU == "" && s.SPDU == "RA" { // of types that no RA has
		return []session.SPDU{&session.ResynchronizeAck{}}
	}
	b, err := hex.DecodeString(s.TSDU)
	if err != nil {
		t.Fatal(err)
	}
	list, err := session.ParseTSDU(b)
	if err != nil {
		t.Fatalf("%s %s: %v", s.SPDU, s.TSDU, err)
	}
	var ordered []session.SPDU
	for _, p := range session.ProcessingOrder(list) {
		ordered = append(ordered, p)
	}
	return ordered
}

// TestSequences replays the sequences of one and of two machines: cell by cell, output by output.
func TestSequences(t *testing.T) {
	t.Parallel()
	n := 0
	for _, v := range sequences(t) {
		if v.Kind == "observer" {
			continue
		}
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			ends := map[string]*spm.Machine{}
			a, b := spm.Connected(osi.FromInitiator, v.TEXP), spm.Connected(osi.FromResponder, v.TEXP)
			ends["A"], ends["B"], ends["initiator"], ends["responder"] = &a, &b, &a, &b
			for i, s := range v.Steps {
				replay(t, ends[s.At+v.Role], s, i)
			}
			for i, s := range v.Probes {
				m := *ends[v.Role]
				replay(t, &m, s, 1000+i)
			}
		})
		n += len(v.Steps) + len(v.Probes)
	}
	t.Logf("%d steps", n)
}

func replay(t *testing.T, m *spm.Machine, s sequenceStep, i int) {
	t.Helper()
	m.Local.Reuse = s.Params.Local
	before := *m
	var all []string
	var err error
	switch s.Ev {
	case "tp":
		var o spm.Outcome
		if s.Primitive == "TIM" {
			o, err = m.Expire()
		} else {
			o, err = m.DisconnectIndication()
		}
		all = words(o.String())
	case "req", "rcv":
		for _, p := range s.spdus(t) {
			var o spm.Outcome
			if s.Ev == "req" {
				o, err = m.Request(p)
			} else {
				o, err = m.Receive(p)
			}
			if err != nil {
				break
			}
			all = append(all, words(o.String())...)
		}
	default:
		t.Fatal(s.Ev)
	}
	if s.Expect != "ok" {
		var e *spm.StateError
		if !errors.As(err, &e) || osi.AsError(err) == nil {
			t.Errorf("step %d %s %s in %v: %v, want an error: %s", i, s.Ev, s.SPDU, before.State(), err, s.Why)
		}
		if *m != before {
			t.Errorf("step %d %s %s: refused and changed", i, s.Ev, s.SPDU)
		}
		if s.ER != nil && m.MayReport() != *s.ER {
			t.Errorf("step %d %s: ER allowed %v, want %v", i, s.SPDU, m.MayReport(), *s.ER)
		}
		return
	}
	if err != nil {
		t.Errorf("step %d %s %s in %v: %v; want cell %s", i, s.Ev, s.SPDU, before.State(), err, s.Cell)
		return
	}
	if !slices.Equal(all, s.Out) {
		t.Errorf("step %d %s %s, cell %s: out %v, want %v", i, s.Ev, s.SPDU, s.Cell, all, s.Out)
	}
	compareThen(t, m, s, i)
}

func words(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Fields(s)
}

func compareThen(t *testing.T, m *spm.Machine, s sequenceStep, i int) {
	t.Helper()
	have := spm.Variables(m)
	for name, want := range s.Then {
		if name == "tokens" {
			var list []string
			for _, x := range want.([]any) {
				list = append(list, x.(string))
			}
			got := strings.Split(m.Tokens().String(), ",")
			slices.Sort(got)
			if strings.Join(got, ",") != strings.Join(list, ",") {
				t.Errorf("step %d %s, cell %s: tokens %v, want %v", i, s.SPDU, s.Cell, got, list)
			}
			continue
		}
		if n, ok := want.(float64); ok {
			want = int64(n)
		}
		if have[name] != want {
			t.Errorf("step %d %s, cell %s: %s = %v, want %v", i, s.SPDU, s.Cell, name, have[name], want)
		}
	}
	for _, name := range []string{"Vrsp", "Vrsps", "Vrspr"} {
		if _, ok := s.Then[name]; !ok && have[name] != "no" && s.Then["V(M)"] != nil && name == "Vrsp" {
			t.Errorf("step %d %s, cell %s: %s = %v, want no", i, s.SPDU, s.Cell, name, have[name])
		}
	}
}
