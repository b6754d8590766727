package session

import (
	"encoding/csv"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/octets"
)

// A row is one parameter of one SPDU in session-parameters.csv.
type row struct {
	spdu, name, parameter, presence, length, rule string
	si, pgi, pi                                   int // -1 when empty
	category, information, unit                   string
}

func (r *row) code() UnitCode {
	if r.pi < 0 {
		return UnitCode(r.pgi)
	}
	return UnitCode(r.pi)
}

func (r *row) group() UnitCode {
	if r.pi < 0 || r.pgi < 0 {
		return 0
	}
	return UnitCode(r.pgi)
}

func readRows(t testing.TB, file string) (rows []row) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	num := func(s string) int {
		if n, err := strconv.Atoi(s); err == nil {
			return n
		}
		return -1
	}
	for _, c := range all[1:] {
		rows = append(rows, row{
			spdu: c[0], name: c[1], si: num(c[2]), category: c[4], information: c[6], unit: c[10],
			pgi: num(c[11]), pi: num(c[13]), parameter: c[15], presence: c[16], length: c[17], rule: c[18],
		})
	}
	return rows
}

// typeNamed returns the type with this abbreviation in the table.
func typeNamed(t testing.TB, abbr string) Type {
	t.Helper()
	switch abbr {
	case "MAA", "AEA":
		return TypeMAA
	}
	for i := range types {
		if types[i].abbr == abbr {
			return Type(i)
		}
	}
	t.Fatalf("no type %s", abbr)
	return TypeNone
}

// TestParameterTable compares the table of types with the tables of X.225 8.3.
func TestParameterTable(t *testing.T) {
	t.Parallel()
	rows := readRows(t, "testdata/session-parameters.csv")
	listed := map[[3]int]bool{}
	for _, r := range rows {
		typ := typeNamed(t, r.spdu)
		listed[[3]int{int(typ), int(r.group()), int(r.code())}] = true
		u := Unit{Code: r.code(), Group: r.group()}
		if !u.Known(typ) {
			t.Errorf("%s: %d not known", r.spdu, u.Code)
		}
		name := strings.TrimSuffix(strings.TrimSuffix(r.parameter, " (Amd2)"), " (PI, not PGI 193)")
		if got := u.Name(typ); got != name {
			t.Errorf("%s: %d is %q, want %q", r.spdu, u.Code, got, name)
		}
		if int(types[typ].si) != r.si || typ != TypeMAA && typ.Name() != r.name {
			t.Errorf("%s: SI %d, name %q; want %d, %q", r.spdu, types[typ].si, typ.Name(), r.si, r.name)
		}
		if category := [...]string{"0", "1", "2", "(alone)"}[typ.Category()]; category != r.category {
			t.Errorf("%s: category %s, want %s", r.spdu, category, r.category)
		}
		if types[typ].user != (r.information != "-") {
			t.Errorf("%s: user information %v", r.spdu, types[typ].user)
		}
	}
	for typ := TypeCN; typ <= TypeAE; typ++ {
		for _, group := range []UnitCode{0, pgiIdentifier, pgiItem, pgiLinking} {
			for code := range 256 {
				if (Unit{Code: UnitCode(code), Group: group}).Known(typ) && !listed[[3]int{int(typ), int(group), code}] {
					t.Errorf("%v: %d in %d is not in the specification", typ, code, group)
				}
			}
		}
	}
}

// The functional units of SPDUs are those of the tables; MAA and AEA are one type.
func TestUnits(t *testing.T) {
	t.Parallel()
	names := map[string]FunctionalUnits{
		"kernel": 0, "kernel (if transport expedited)": 0, "any token FU": 0, // see Negotiated.Tokens
		"expedited data": FUExpeditedData, "typed data": FUTypedData, "capability data": FUCapabilityData, "negotiated release": FUNegotiatedRelease,
		"minor or symmetric sync": FUMinorSynchronize | FUSymmetricSynchronize, "major sync": FUMajorSynchronize,
		"resynchronize": FUResynchronize, "exceptions": FUExceptions, "activity management": FUActivityManagement,
	}
	want := map[Type]FunctionalUnits{}
	for _, r := range readRows(t, "testdata/session-parameters.csv") {
		u, ok := names[r.unit]
		if !ok {
			t.Fatalf("%s: functional unit %q", r.spdu, r.unit)
		}
		want[typeNamed(t, r.spdu)] |= u
	}
	for typ, u := range want {
		if typ.Units() != u {
			t.Errorf("%v: %v, want %v", typ, typ.Units(), u)
		}
	}
}

// Which functional unit makes which token available, X.225 5.7 Table 4.
func TestAvailableTokens(t *testing.T) {
	t.Parallel()
	want := map[FunctionalUnits]Tokens{
		FUHalfDuplex: DataToken, FUMinorSynchronize: MinorToken, FUMajorSynchronize: MajorToken, FUActivityManagement: MajorToken, FUNegotiatedRelease: ReleaseToken,
	}
	for i := range 16 {
		if u := FunctionalUnits(1 << i); u.Tokens() != want[u] {
			t.Errorf("%v: %v, want %v", u, u.Tokens(), want[u])
		}
	}
}

// units is what an SPDU of a test holds: values by group and code.
type units map[[2]UnitCode][]byte

// octets puts the units of SPDU t into order, with user information behind them. It returns also
// the offset of the unit that the test is about.
func (u units) octets(t Type, about [2]UnitCode) (spdu []byte, at int) {
	level := func(group UnitCode) (b []byte, at int) {
		at = -1
		var codes []int
		for k := range u {
			if k[0] == group {
				codes = append(codes, int(k[1]))
			}
		}
		slices.Sort(codes)
		for _, c := range codes {
			k := [2]UnitCode{group, UnitCode(c)}
			if k == about {
				at = len(b)
			}
			b = append(b, byte(c))
			b, _ = octets.AppendLI(b, len(u[k]))
			b = append(b, u[k]...)
		}
		return b, at
	}
	inner := -1
	for _, g := range []UnitCode{pgiIdentifier, pgiItem, pgiLinking} {
		if b, i := level(g); len(b) > 0 {
			u[[2]UnitCode{0, g}] = b
			inner = max(inner, i)
		}
	}
	body, at := level(0)
	if inner >= 0 {
		about = [2]UnitCode{0, about[0]}
		body, at = level(0)
		at += 1 + liSize(len(u[about])) + inner
	}
	spdu, _ = octets.AppendLI([]byte{types[t].si}, len(body))
	at += len(spdu)
	spdu = append(spdu, body...)
	if types[t].user {
		spdu = append(spdu, "data"...)
		if len(u[[2]UnitCode{0, 25}]) > 0 && t == TypeEX { // the first of two has eight
			spdu = append(spdu, "data"...)
		}
	}
	return spdu, at
}

// mandatory has by type of SPDU what it needs in any case: groups and codes with values.
var mandatory = [numTypes]units{
	TypeOA:  {{0, 22}: {2}},
	TypeCDO: {{0, 25}: {2}},
	TypeAC:  {{0, 20}: {0, 2}},
	TypeAB:  {{0, 17}: {1}},
	TypeMIP: {{0, 42}: {'1'}},
	TypeMIA: {{0, 42}: {'1'}},
	TypeAE:  {{0, 42}: {'1'}},
	TypeMAA: {{0, 42}: {'1'}},
	TypeMAP: {{0, 42}: {'1'}, {0, 15}: {1}},
	TypeRS:  {{0, 27}: {0}, {0, 42}: {'1'}},
	TypeRA:  {{0, 42}: {'1'}},
	TypePR:  {{0, 24}: {2}},
	TypeER:  {{0, 49}: {1}},
	TypeED:  {{0, 50}: {0}},
	TypeAS:  {{0, 41}: {1}},
	TypeAR:  {{0, 41}: {1}, {33, 41}: {1}, {33, 42}: {'1'}},
}

// minimal is the least that an SPDU of type t needs in order that the parameter may be present.
func minimal(t Type, p [2]UnitCode) units {
	u := units{}
	maps.Copy(u, mandatory[t])
	put := func(group, code UnitCode, v ...byte) { u[[2]UnitCode{group, code}] = v }
	switch {
	case t == TypeCN && (p[1] == 60 || p[1] == 194):
		put(5, 22, 2)
		put(0, 194, make([]byte, MaxExtendedData)...)
		if p[1] == 60 {
			put(0, 60, 1)
		}
	case (t == TypeCN || t == TypeAC) && (p[1] == 57 || p[1] == 58):
		put(5, 56, 0)
	case t == TypeCN && (p[1] == 61 || p[1] == 62):
		put(0, 61, 0)
		put(0, 62, 1)
	case t == TypeRF && p[1] == 20:
		put(0, 50, 2)
	case t == TypeAB && p[1] == 49:
		put(0, 17, 5)
	case t == TypeAB && p[1] == 193:
		put(0, 17, 3)
	case (t == TypeGT || t == TypePT) && p[1] == 193:
		put(0, 16, 1)
	case t == TypeMAA && p[1] == 54:
		delete(u, [2]UnitCode{0, 42})
	case p == [2]UnitCode{0, 25} && t != TypeCDO && !types[t].user:
		switch {
		case t == TypeMIA:
			put(0, 46, 'x')
		case t == TypeRF:
			put(0, 50, 2, 'x')
		default:
			put(0, 193, 'x')
		}
		if t == TypeAB {
			put(0, 17, 3)
		}
		if t == TypeGT || t == TypePT {
			put(0, 16, 1)
		}
	case p == [2]UnitCode{0, 25} && t == TypeEX:
		put(0, 62, 1)
	}
	return u
}

// good is a value of the parameter with n octets.
func good(t Type, p [2]UnitCode, n int) []byte {
	v := make([]byte, n)
	for i := range v {
		switch uint8(p[1]) {
		case 23, 42, 54, 55, 57, 58:
			v[i] = '1'
		case 15, 16, 17, 22, 60, 62:
			v[i] = 1
		case 20:
			v[i] = byte(i * 2) // duplex
		case 24, 50:
			v[i] = 2
		case 25:
			v[i] = 1
		}
	}
	switch {
	case p[1] == 50 && t != TypeRF:
		v[0] = 3
	case p[1] == 22 && (t == TypeOA || t == TypeCN), p[1] == 25 && t == TypeCDO:
		v[0] = 2
	case p[1] == 49 && t == TypeAB, p[1] == 17 && t == TypeAB:
	case p[1] == 17:
		v[0] = 0
	}
	return v
}

// lengths returns the smallest and largest number of octets of a row; most 0 is the limit of the
// SPDU.
func (r *row) lengths(t testing.TB) (least, most int) {
	t.Helper()
	switch {
	case r.spdu == "RF" && r.pi == 50:
		return 1, 0
	case r.spdu == "AB" && r.pgi == 193, strings.Contains(r.length, "SPDU limit"):
		return 0, 0
	case r.length == "n", r.length == "1 (n)":
		return 1, 0
	case r.spdu == "ER":
		return 1, 0
	}
	text, _, _ := strings.Cut(r.length, " ")
	from, to, found := strings.Cut(text, "-")
	if !found {
		to = from
	}
	least, err := strconv.Atoi(from)
	if err != nil {
		t.Fatal(r.length)
	}
	if most, err = strconv.Atoi(to); err != nil {
		t.Fatal(r.length)
	}
	return least, most
}

// TestEveryParameter has a case for each row of the tables of X.225 8.3: the parameter present,
// absent, empty, of each extreme length and beyond it, twice, and out of order.
func TestEveryParameter(t *testing.T) {
	t.Parallel()
	for _, r := range readRows(t, "testdata/session-parameters.csv") {
		typ := typeNamed(t, r.spdu)
		p := [2]UnitCode{r.group(), r.code()}
		t.Run(r.spdu+"/"+strings.ReplaceAll(r.parameter, "/", "-"), func(t *testing.T) {
			c := parameterCase{t, typ, p, r.presence == "m" && (p[0] != pgiItem || p[1] != 19 && p[1] != 22)}
			if r.length == "group" {
				c.group()
				return
			}
			least, most := r.lengths(t)
			c.value(least, most)
		})
	}
}

type parameterCase struct {
	*testing.T
	typ Type
	p   [2]UnitCode
	// must is the m of the table. 19 and 22 in PGI 5 are m as well, but 8.3.1.7 and 8.3.1.9 give
	// the default of their absence, and 8.2.6 that of LI 0.
	must bool
}

func (c *parameterCase) decode(u units) (at int, err error) {
	b, at := u.octets(c.typ, c.p)
	return at, newSPDU(c.typ).decode(b, nil)
}

// refused asserts the rule, and the offset counted from the unit.
func (c *parameterCase) refused(what string, u units, rule *osi.Rule, from int) {
	c.Helper()
	at, err := c.decode(u)
	e := osi.AsError(err)
	if e == nil || e.Rule != rule || e.Offset != at+from {
		c.Errorf("%s: %v, want %s at octet %d", what, err, rule.ID, at+from)
	}
}

func (c *parameterCase) value(least, most int) {
	for _, n := range []int{least, max(least, most), max(least, 1)} {
		if c.typ == TypeCN && c.p[1] == 194 && n == 0 {
			continue
		}
		u := minimal(c.typ, c.p)
		u[c.p] = good(c.typ, c.p, n)
		if _, err := c.decode(u); err != nil {
			c.Errorf("%d octets: %v", n, err)
		}
	}
	if most > 0 && c.p[1] != 193 && c.p[1] != 194 {
		u := minimal(c.typ, c.p)
		u[c.p] = good(c.typ, c.p, most+1)
		c.refused("too long", u, ruleValueLength, 1)
	}
	if least > 1 {
		u := minimal(c.typ, c.p)
		u[c.p] = good(c.typ, c.p, least)[:least-1]
		if c.typ == TypeCN && c.p[1] == 194 {
			c.refused("too short", u, ruleExtended, 4)
		} else {
			c.refused("too short", u, ruleValueLength, 1)
		}
	}
	u := minimal(c.typ, c.p)
	u[c.p] = []byte{}
	switch _, err := c.decode(u); {
	case c.must && c.typ == TypeER: // it may be empty in a nested connection, which PI 62 behind it tells
		c.refused("LI 0", u, ruleMissing, 2)
	case c.must:
		c.refused("LI 0", u, ruleMissing, 1)
	case err != nil && (c.typ != TypeMAA || c.p[1] != 42 && c.p[1] != 54) && (c.typ != TypeCN || c.p[1] != 56 && c.p[1] != 61 && c.p[1] != 62):
		c.Errorf("LI 0: %v", err)
	}
	c.absent()
	u = minimal(c.typ, c.p)
	u[c.p] = good(c.typ, c.p, max(least, 1))
	c.twice(u)
}

// group tests a PGI unit: its PI units are tested in their own rows.
func (c *parameterCase) group() {
	u := minimal(c.typ, c.p)
	for k := range u {
		if k[0] == c.p[1] {
			delete(u, k)
		}
	}
	u[c.p] = []byte{}
	if _, err := c.decode(u); !c.must && err != nil {
		c.Errorf("LI 0: %v", err)
	}
	u[c.p] = []byte{9}
	b, at := u.octets(c.typ, c.p)
	err := newSPDU(c.typ).decode(b, nil)
	if e := osi.AsError(err); e == nil || e.Rule != ruleUnitHeader || e.Offset != at+3 {
		c.Errorf("no clean sequence of PI units: %v", err)
	}
	u[c.p] = []byte{63, 0}
	if _, err := c.decode(u); !c.must && err != nil {
		c.Errorf("unknown PI: %v", err)
	}
	c.absent()
}

func (c *parameterCase) absent() {
	u := minimal(c.typ, c.p)
	delete(u, c.p)
	if c.p[0] == 0 && c.p[1] == pgiLinking {
		delete(u, [2]UnitCode{33, 41})
		delete(u, [2]UnitCode{33, 42})
	}
	if c.typ == TypeMAA && c.p[1] == 54 {
		u[[2]UnitCode{0, 42}] = []byte{'1'}
	}
	if c.typ == TypeCN && (c.p[1] == 61 || c.p[1] == 62) { // never one without the other
		delete(u, [2]UnitCode{0, 61})
		delete(u, [2]UnitCode{0, 62})
	}
	if c.typ == TypeCN && (c.p[1] == 60 || c.p[1] == 194) {
		delete(u, [2]UnitCode{0, 60})
	}
	_, err := c.decode(u)
	e := osi.AsError(err)
	switch {
	case c.typ == TypeMAA && c.p[1] == 42:
		if e == nil || e.Rule != ruleMajorSerial {
			c.Errorf("absent: %v", err)
		}
	case c.typ == TypeMAP && c.p[1] == 15, c.must:
		if e == nil || e.Rule != ruleMissing || e.Want != int(c.p[1]) {
			c.Errorf("absent: %v", err)
		}
	case err != nil:
		c.Errorf("absent: %v", err)
	}
}

// twice tests a duplicate, and a unit that stands in front of a lower code.
func (c *parameterCase) twice(u units) {
	b, at := u.octets(c.typ, c.p)
	if len(u[c.p]) > 254 || b[1] == 0xff {
		return
	}
	unit := b[at : at+2+len(u[c.p])]
	dup := slices.Insert(slices.Clone(b), at, unit...)
	dup[1] += byte(len(unit))
	if c.p[0] != 0 {
		for i := 2; i < at; i += 2 + int(dup[i+1]) {
			if dup[i] == byte(c.p[0]) {
				dup[i+1] += byte(len(unit))
				break
			}
		}
	}
	err := newSPDU(c.typ).decode(dup, nil)
	if e := osi.AsError(err); e == nil || e.Rule != ruleDuplicate || e.Offset != at+len(unit) {
		c.Errorf("twice: %v, want %s at octet %d (%x)", err, ruleDuplicate.ID, at+len(unit), dup)
	}
}

// TestMisplaced puts every parameter of 8.3 into every SPDU that has none such.
func TestMisplaced(t *testing.T) {
	t.Parallel()
	for typ := TypeCN; typ <= TypeUD; typ++ {
		for p := range parNone {
			code := parameters[p].code
			if (Unit{Code: code}).Known(typ) || typ == TypeAE && p == parSyncType {
				continue
			}
			c := parameterCase{t, typ, [2]UnitCode{0, code}, false}
			u := minimal(typ, c.p)
			u[c.p] = []byte{1}
			if typ == TypeUD {
				delete(u, c.p)
				u[c.p] = []byte{1}
			}
			c.refused(typ.String()+" "+code.String(), u, ruleMisplaced, 0)
		}
	}
}
