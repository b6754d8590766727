package main

import (
	"encoding/binary"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/osi-go/osi/examples/internal/capture"
)

// line is what one side sends, without spaces; "i" or "r" stands in front.
type line string

func feed(t *testing.T, m *mta, lines ...line) error {
	t.Helper()
	for _, l := range lines {
		from := strings.IndexByte("ir", l[0])
		if err := m.receive(from, octets(strings.ReplaceAll(string(l[1:]), " ", ""))); err != nil {
			return err
		}
	}
	return nil
}

const (
	cr = "i 09E00000010000C00109"
	cc = "r 09D00100EA0B00C00108"
	cn = "i 02F080 0D60 011C 0A0514034353490B13171139323035303931343532 34392D30373030 0509 130100160101 1A0100 14020249 C131 312F A003800100 A128 800100810101820100840101 A31AA018A11680107767632E6D6963726F736F66742E6361A1021600"
	ac = "r 02F080 0E53 011E 09051403435349 0B131711393230353039313435323439 2D303730300C00 0509 130100160101 1A0100 14020249 C122 3120 A003800100 A119 800100810101 A211A00FA10D800765616E2E756263A1021600"
	as = "i 02F080 0100 2D05 2903020101"
	ae = "i 02F080 0100 2903 2A0131"
)

var opened0249 = []line{cr, cc, cn, ac}

// The association of KB Q86988, with a message in two TPDUs and the GT and PT that the log leaves
// out.
func TestMTATakes(t *testing.T) {
	t.Parallel()
	half := strings.Index(cn, "0509")
	for name, lines := range map[string][]line{
		"Q86988": {
			cr, cc, cn, ac, as, "i 02F000 0100 0100 4142", "i 02F080 4344", ae,
			"r 02F080 0200 2A08 2A06303030303031", "i 02F080 0903110101", "r 02F080 0A00",
		},
		"CN in two TPDUs":             {cr, cc, line("i 02F000" + cn[8:half]), line("i 02F080" + cn[half:]), ac},
		"refused by DR":               {cr, "r 06800100000003"},
		"refused by ER":               {cr, "r 0870010000C10209E0"},
		"Q123650: user abort":         {cr, cc, cn, ac, "r 02F080 190A 110103 C105 3103800104"},
		"provider abort":              {cr, cc, cn, ac, "i 02F080 1903 110105"},
		"RF":                          {cr, cc, cn, "r 02F080 0C06 110101 320181"},
		"two messages":                {cr, cc, cn, ac, as, ae, "r 02F080 0200 2A03 2A0131", as, ae},
		"discarded":                   {cr, cc, cn, ac, as, "i 02F080 0100 3903 320101", "r 02F080 0200 3A00"},
		"minor synchronization point": {cr, cc, cn, ac, as, "i 02F080 0100 3103 2A0131", "r 02F080 0200 3203 2A0131", "i 02F080 0100 2903 2A0132"},
		"tokens":                      {cr, cc, cn, ac, "r 02F080 0203 100101", "i 02F080 0103 100115", "i 02F080 1500"},
		"turn asked for":              {cr, cc, cn, ac, "r 02F080 0208 100101 C103020101"},
		"unknown PI":                  {cr, cc, cn, ac, "i 02F080 0906 110101 7F0100"},
		"length indicator of three":   {cr, cc, cn, ac, "i 02F000 09FF0102 C1FE 00000000", line("i 02F080" + strings.Repeat("00", 250) + "E000")},
		"Q123650: indefinite lengths": {cr, cc, "i 02F080 0D63011B0A0414024D530B1317113934313031343135333732352D3037303005091301001601011A01001402024934025348C131312FA003800100A128800100810103820100840101A31AA018A11680106A6F686E646F652D783430302D6D7461A1021600", "r 02F080 0E5B011B090414024D530B1317113934313031343135333732352D3037303005091301001601011A01001402024934025348C1293180A0808001000000A180800100810103A280A080A1808000A1801600000000000000000000000000", "i 02F080 190A 110103 C105 3103800104"},
		"undefined parameter of RTSE": {cr, cc, line(strings.Replace(cn, "840101A3", "850101A3", 1))},
		"unknown parameter of a CR":   {"i 0CE00000010000C00109 550100", cc},
		"class 1 preferred":           {"i 09E00000010010C00109", cc},
		"data that crossed an abort":  {cr, cc, cn, ac, as, "r 02F080 1903 110105", "i 02F080 0100 0100 41"},
	} {
		if err := feed(t, new(mta), lines...); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Each fault of the driver, and what else is invalid.
func TestMTAStops(t *testing.T) {
	t.Parallel()
	for name, last := range map[string][]line{
		"zero length":                       {"i"},
		"truncated TPDU":                    {"i 02F0"},
		"truncated SPDU":                    {"i 02F080 09031101"},
		"over-long":                         {"i 02F080 0903110101 0000"},
		"stale octets":                      {"i 02F080 0100 2D05 2A01310101"},
		"wrong length indicator of a TPDU":  {"i 03F080 0903110101"},
		"wrong length indicator of an SPDU": {"i 02F080 0904110101"},
		"split":                             {"i 02F080 0100 2D05", "i 2903020101"},
		"joined":                            {"i 02F080 0903110101 02F0800A00"},
		"bit flip in the code":              {"i 02F280 0903110101"},
		"bit flip in the identifier":        {"i 02F080 4903110101"},
		"bit flip in a number":              {"i 02F080 0100 2903 2A0171"},
		"duplicated CC":                     {cc},
		"empty DT that is not the last":     {"i 02F000"},
		"empty TSDU":                        {"i 02F080"},
		"TPDU larger than agreed":           {"i 02F080 0100 0100" + line(strings.Repeat("00", 250))},
		"TPDU-NR":                           {"i 02F081 0903110101"},
		"parameter in a DT":                 {"i 05F080 C00100 0903110101"},
		"GT alone":                          {"i 02F080 0100"},
		"GT without an available token":     {"i 02F080 0103 100140"},
		"DT without user information":       {"i 02F080 0100 0100"},
		"RTTP that is no INTEGER":           {"r 02F080 0208 100101 C103040101"},
		"RTTP in front of another SPDU":     {"r 02F080 0208 100101 C103020101 2A03 2A0131"},
		"DT after PT":                       {"i 02F080 0200 0100 41"},
		"category 2 first":                  {"i 02F080 2D05 2903020101"},
		"three concatenated":                {"i 02F080 0100 2D05 2903020101 2903 2A0131"},
		"Token Item before AD":              {"i 02F080 0103 100101 3900"},
		"Activity Identifier missing":       {"i 02F080 0100 2D00"},
		"Activity Identifier of seven":      {"i 02F080 0100 2D09 290701020304050607"},
		"unit twice":                        {"i 02F080 0906 110101 110101"},
		"order of units":                    {"i 02F080 0100 2D0A C10141 2903020101 7F00"},
		"unit of another SPDU":              {"i 02F080 0903 2A0131"},
		"length indicator of three below":   {"i 02F080 09FF0003 110101"},
		"Enclosure Item in version 1":       {"i 02F080 0906 110101 190101"},
		"reason":                            {"i 02F080 0100 3903 320102"},
		"AB with data of the provider":      {"i 02F080 190A 110105 C105 3103800104"},
		"AB with ten octets":                {"i 02F080 190F 110103 C10A 3108800104810201FF"},
		"AB with half an ARU":               {"i 02F080 190A 110103 C105 3104800104"},
		"negotiated release":                {"i 02F080 0800"},
		"expedited data":                    {"i 02F080 0500 41"},
		"resynchronize":                     {"i 02F080 0200 2206 1A0100 2A0131"},
		"short SPDU":                        {"i 02F080 8841"},
		"second CN":                         {cn},
	} {
		m := new(mta)
		if err := feed(t, m, opened0249...); err != nil {
			t.Fatal(err)
		}
		if err := feed(t, m, last...); !errors.As(err, new(stop)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What is wrong before the data phase.
func TestMTAStopsOpening(t *testing.T) {
	t.Parallel()
	replaced := func(l line, old, with string) line {
		if strings.Count(string(l), old) != 1 {
			t.Fatalf("%q in %q", old, l)
		}
		return line(strings.Replace(string(l), old, with, 1))
	}
	for name, lines := range map[string][]line{
		"DT first":                                 {cn},
		"swapped CR and CC":                        {cc},
		"swapped CN and AC":                        {cr, cc, ac},
		"CN of the responder":                      {cr, cc, line("r" + cn[1:])},
		"SPDU before AC":                           {cr, cc, cn, as},
		"CR: DST-REF":                              {"i 09E00001010000C00109"},
		"CR: SRC-REF":                              {"i 09E00000000000C00109"},
		"CC: SRC-REF":                              {cr, "r 09D00100000000C00108"},
		"CR: credit":                               {"i 09E10000010000C00109"},
		"CR: user data":                            {"i 09E00000010000C00109 00"},
		"CR: parameter length":                     {"i 09E00000010000C00209"},
		"CR: TPDU size":                            {"i 09E00000010000C0010D"},
		"CC: TPDU size":                            {cr, "r 09D00100EA0B00C0010A"},
		"CC: default TPDU size":                    {"i 06E00000010000", cc},
		"CC: unknown parameter":                    {cr, "r 0CD00100EA0B00C00108 550100"},
		"CC: class":                                {cr, "r 09D00100EA0B20C00108"},
		"DR: user data":                            {cr, "r 06800100000003 00"},
		"ER: no invalid TPDU":                      {cr, "r 0470010000"},
		"CN: duplex missing":                       {cr, cc, replaced(cn, "14020249", "14020248")},
		"CN: serial number missing":                {cr, cc, replaced(cn, "14020249", "14020209")},
		"CN: version":                              {cr, cc, replaced(cn, "160101", "160100")},
		"CN: without CP":                           {cr, cc, "i 02F080 0D0F 0509130100160101 1A0100 14020249"},
		"CN: normal mode":                          {cr, cc, replaced(cn, "A003800100", "A003800101")},
		"CN: component twice":                      {cr, cc, replaced(cn, "840101", "800101")},
		"CN: parameters missing":                   {cr, cc, replaced(cn, "A128 80", "A328 80")},
		"CN: INTEGER":                              {cr, cc, replaced(cn, "820100", "820102")},
		"CN: open too short":                       {cr, cc, replaced(cn, "A1021600", "A1021601")},
		"CN: open too long":                        {cr, cc, replaced(cn, "A1021600", "A1011600")},
		"CN: indefinite and primitive":             {cr, cc, replaced(cn, "A1021600", "A1021680")},
		"AC: no common version":                    {cr, cc, cn, replaced(ac, "160101", "160102")},
		"AC: two duplexes":                         {cr, cc, cn, replaced(ac, "14020249", "1402024B")},
		"AC: tokens":                               {cr, cc, cn, replaced(ac, "1A0100", "1A0101")},
		"AC: ConnectionData":                       {cr, cc, cn, replaced(ac, "A211A00F", "A211A20F")},
		"AC: window larger than proposed":          {cr, cc, cn, replaced(ac, "810101", "810102")},
		"AC: checkpoint size larger than proposed": {cr, cc, replaced(cn, "A128 800100", "A128 800101"), replaced(ac, "A119 800100", "A119 800102")},
		"AC: end-of-contents missing":              {cr, cc, cn, "r 02F080 0E1A 0509130100160101 1A0100 14020249 C109 3180 A080 8001000000"},
	} {
		if err := feed(t, new(mta), lines...); !errors.As(err, new(stop)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What is valid, and comes when it must not: the MTA lives.
func TestMTAAborts(t *testing.T) {
	t.Parallel()
	for name, last := range map[string][]line{
		"duplicated AS":        {as, as},
		"AE without AS":        {ae},
		"AE of another number": {as, "i 02F080 0100 2903 2A0133"},
		"AEA without AE":       {as, "r 02F080 0200 2A03 2A0131"},
		"FN in an activity":    {as, "i 02F080 0903110101"},
		"duplicated FN":        {"i 02F080 0903110101", "i 02F080 0903110101"},
		"DN without FN":        {"r 02F080 0A00"},
		"AA":                   {"r 02F080 1A00"},
	} {
		m := new(mta)
		if err := feed(t, m, opened0249...); err != nil {
			t.Fatal(err)
		}
		if err := feed(t, m, last...); !errors.As(err, new(turn)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, lines := range map[string][]line{
		"CR of class 4":    {"i 09E00000010040C00109"},
		"CC of another CR": {cr, "r 09D00200EA0B00C00108"},
		"DR of another CR": {cr, "r 06800200000003"},
		"DR after the CC":  {cr, cc, "r 06800100000003"},
		"DR twice":         {cr, "r 06800100000003", "r 06800100000003"},
	} {
		if err := feed(t, new(mta), lines...); !errors.As(err, new(turn)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// recording gives the TPDUs of captured connections to MTAs.
type recording struct {
	t     *testing.T
	taken int
}

type recorded struct {
	m    mta
	rest [2][]byte
}

func (r *recording) Octets(k *capture.Connection, from capture.Side, n int, b []byte) {
	if k.State == nil {
		k.State = new(recorded)
	}
	c := k.State.(*recorded)
	for b = append(c.rest[from], b...); len(b) >= 4 && len(b) >= int(binary.BigEndian.Uint16(b[2:])); r.taken++ {
		size := binary.BigEndian.Uint16(b[2:])
		if err := c.m.receive(int(from), b[4:size]); err != nil && !errors.As(err, new(turn)) {
			r.t.Errorf("frame %d: %v", n, err)
		}
		b = b[size:]
	}
	c.rest[from] = b
}
func (r *recording) Gap(*capture.Connection, capture.Side, int, int) { r.t.Error("a gap") }
func (r *recording) Unit(*capture.Link, capture.Side, int, []byte)   {}

// A real RTS in X.410-1984 mode, with turns, and DRs at the end that are out of their turn in class
// 0.
func TestMTARecorded(t *testing.T) {
	t.Parallel()
	f, err := os.Open("../testdata/corpus/made/isode_rtsap.pcap")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := recording{t: t}
	streams := capture.NewReassembler(&r, []uint16{102})
	if err := capture.Frames(f, func(fr capture.Frame) error { streams.Frame(fr); return nil }); err != nil {
		t.Fatal(err)
	}
	if r.taken < 200 {
		t.Errorf("%d TPDUs", r.taken)
	}
}

// Whatever comes, the stand-in stops or aborts; it does not fall over, or it would be no judge.
func FuzzMTA(f *testing.F) {
	for _, b := range [][]byte{kbCR, kbCN, kbAC, kbAB, octets("01002D052903020101"), octets("0200FF0103FFFF")} {
		f.Add(b, true)
		f.Add(b, false)
	}
	f.Fuzz(func(t *testing.T, b []byte, up bool) {
		m := new(mta)
		if up {
			if err := feed(t, m, opened0249...); err != nil {
				t.Fatal(err)
			}
			b = append([]byte{2, 0xf0, 0x80}, b...)
		}
		if err := m.receive(0, b); err != nil && !errors.As(err, new(stop)) && !errors.As(err, new(turn)) {
			t.Error(err)
		}
	})
}
