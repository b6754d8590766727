package spm

import (
	"encoding/csv"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/osi-go/osi/session"
)

func readCSV(t testing.TB, name string) [][]string {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// A formula evaluates the definitions of testdata/predicates.csv, Table A.7 as text: a second way
// to the predicates.
type formula struct {
	t      testing.TB
	m      *Machine
	in     *input
	text   map[string]string
	tokens []string
}

var formulaTokens = regexp.MustCompile(`V\([A-Za-z]+\)|(?:FU|A|I|II|AA|OWNED)\([A-Za-z]+\)|(?:ALL|ANY)\([A-Z]+,[A-Za-z-]+\)|dk not in GT|dk in GT|\w+ in \{a,s\}|[A-Za-z_]\w*|\d+|<=|>=|!=|[=<!&()-]`)

var (
	unitsByName = map[string]session.FunctionalUnits{
		"FD": fuFD, "HD": fuHD, "EXCEP": fuEXCEP, "TD": fuTD, "NR": fuNR, "SY": fuSY, "SS": fuSS, "DS": fuDS, "MA": fuMA,
		"RESYN": fuRESYN, "EX": fuEX, "ACT": fuACT, "CD": fuCD,
	}
	tokensByName = map[string]session.Tokens{"mi": mi, "ma": ma, "tr": tr, "dk": dk}
)

// predicate evaluates one predicate: "p13".
func (f *formula) predicate(name string) bool {
	in := f.in
	switch name { // those that are not about the variables
	case "p24": // SPMwinner has tests of its own
		return !f.m.winner(in)
	case "p76", "p206":
		return f.m.Local.Refuse
	case "p202":
		return in.end
	case "p204":
		return in.overflow
	case "p205":
		return in.short
	case "p207":
		return in.short && f.m.Local.InConnect
	case "p208":
		return f.m.Local.NullEncoding
	case "p209":
		return f.m.Local.Interpreted
	case "p210":
		return f.m.Local.InConnect
	case "p211":
		if f.m.state == STA01F {
			return f.m.Local.InConnect
		}
		return in.short
	}
	text, ok := f.text[name]
	if !ok {
		f.t.Fatalf("%s has no definition", name)
	}
	f.tokens = formulaTokens.FindAllString(text, -1)
	v := f.or()
	if len(f.tokens) != 0 {
		f.t.Fatalf("%s: %q: left over: %v", name, text, f.tokens)
	}
	return v
}

func (f *formula) peek() string {
	if len(f.tokens) == 0 {
		return ""
	}
	return f.tokens[0]
}

func (f *formula) next() string {
	s := f.peek()
	f.tokens = f.tokens[1:]
	return s
}

func (f *formula) or() bool {
	v := f.and()
	for f.peek() == "or" {
		f.next()
		w := f.and()
		v = v || w
	}
	return v
}

func (f *formula) and() bool {
	v := f.primary()
	for f.peek() == "&" {
		f.next()
		w := f.primary()
		v = v && w
	}
	return v
}

func (f *formula) primary() bool {
	switch s := f.peek(); {
	case s == "!":
		f.next()
		return !f.primary()
	case s == "(":
		f.next()
		v := f.or()
		if f.next() != ")" {
			f.t.Fatal("no )")
		}
		return v
	case strings.HasSuffix(s, "in {a,s}"):
		f.next()
		v := f.number(strings.Fields(s)[0])
		return v == int64(resyncAbandon) || v == int64(resyncSet)
	case s == "dk in GT":
		f.next()
		return f.in.tokens&dk != 0
	case s == "dk not in GT":
		f.next()
		return f.in.tokens&dk == 0
	case strings.HasPrefix(s, "ALL("), strings.HasPrefix(s, "ANY("):
		return f.set(f.next())
	case strings.HasPrefix(s, "V(") || s == "sn" || strings.HasPrefix(s, "sn") || strings.HasPrefix(s, "rcv") || s == "type" ||
		strings.HasPrefix(s, "Vrsp"):
		return f.chain()
	case strings.Contains(s, "("):
		return f.function(f.next())
	}
	return f.boolean(f.next())
}

func (f *formula) chain() bool {
	v, result := f.term(), true
	for {
		op := f.peek()
		if op != "=" && op != "!=" && op != "<" && op != "<=" && op != ">=" {
			return result
		}
		f.next()
		w := f.term()
		result = result && map[string]bool{"=": v == w, "!=": v != w, "<": v < w, "<=": v <= w, ">=": v >= w}[op]
		v = w
	}
}

func (f *formula) term() int64 {
	v := f.number(f.next())
	if f.peek() == "-" {
		f.next()
		n, _ := strconv.ParseInt(f.next(), 10, 64)
		v -= n
	}
	return v
}

func (f *formula) number(s string) int64 {
	m, in := f.m, f.in
	values := map[string]int64{
		"V(A)": m.va, "V(M)": m.vm, "V(R)": m.vr, "V(Ado)": m.vado, "V(Adi)": m.vadi,
		"V(As)": m.vas, "V(Ms)": m.vms, "V(Rs)": m.vrs, "V(Ar)": m.varr, "V(Mr)": m.vmr, "V(Rr)": m.vrr,
		"Vrsp": int64(m.vrsp), "Vrsps": int64(m.vrsps), "Vrspr": int64(m.vrspr),
		"Vrspnb": m.vrspnb, "Vrspnbs": m.vrspnbs, "Vrspnbr": m.vrspnbr,
		"sn": in.sn, "sns": in.snd, "snr": in.rcv, "sndsn": in.snd, "rcvsn": in.rcv,
		"type": int64(max(in.sndType, in.rcvType)), "sndtype": int64(in.sndType), "rcvtype": int64(in.rcvType),
		"no": 0, "r": 1, "s": 2, "a": 3, "int": 4, "dsc": 5,
	}
	if s == "sns" && in.snd == noSerial { // an MAA has one number
		return m.vms - 1
	}
	v, ok := values[s]
	if !ok {
		f.t.Fatalf("no number %q", s)
	}
	return v
}

func (f *formula) boolean(s string) bool {
	m := f.m
	values := map[string]bool{
		"Vtca": m.vtca, "TEXP": m.Expedited, "Vcoll": m.vcoll, "Vact": m.vact, "Vnextact": m.vnextact, "Vsc": m.vsc, "Vtrr": m.vtrr,
		"Vdnr": m.vdnr, "local_choice": f.in.local, "DiscardRcvFlow": m.discardReceived, "DiscardSndFlow": m.discardSent,
	}
	if v, ok := values[s]; ok {
		return v
	}
	if _, ok := f.text[s]; ok {
		return (&formula{t: f.t, m: f.m, in: f.in, text: f.text}).predicate(s)
	}
	f.t.Fatalf("no boolean %q", s)
	return false
}

// availability is AV of A.5.2 a).
func (f *formula) availability(t string) bool {
	u := f.m.selected
	return map[string]bool{"mi": u&fuSY != 0, "dk": u&fuHD != 0, "tr": u&fuNR != 0, "ma": u&(fuMA|fuACT) != 0}[t]
}

func (f *formula) function(s string) bool {
	name, arg, _ := strings.Cut(strings.TrimSuffix(s, ")"), "(")
	if name == "FU" {
		return f.m.selected&unitsByName[arg] != 0
	}
	own := f.m.owned&tokensByName[arg] != 0
	av := f.availability(arg)
	v, ok := map[string]bool{"OWNED": own, "AV": av, "I": !av || own, "A": !av || !own, "II": av && own, "AA": av && !own}[name]
	if !ok {
		f.t.Fatalf("no function %q", s)
	}
	return v
}

func (f *formula) set(s string) bool {
	quantor, rest, _ := strings.Cut(strings.TrimSuffix(s, ")"), "(")
	function, which, _ := strings.Cut(rest, ",")
	all, any := true, false
	for name, bit := range tokensByName {
		if which != "tk-dom" && f.in.tokens&bit == 0 {
			continue
		}
		v := f.function(fmt.Sprintf("%s(%s)", function, name))
		all, any = all && v, any || v
	}
	if quantor == "ALL" {
		return all
	}
	return any
}
