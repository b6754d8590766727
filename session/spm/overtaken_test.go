package spm_test

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/session/spm"
)

// see gives w the TSDUs of lines, "> " before those of the initiator, and returns the ID of the
// rule that the last one breaks. None of the others breaks any.
func see(t *testing.T, w *spm.Monitor, lines ...string) (id string) {
	t.Helper()
	for i, line := range lines {
		d := osi.FromInitiator
		if line[0] == '<' {
			d = osi.FromResponder
		}
		b, err := hex.DecodeString(strings.ReplaceAll(line[1:], " ", ""))
		if err != nil {
			t.Fatal(err)
		}
		list, err := session.ParseTSDU(b)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		for _, p := range session.ProcessingOrder(list) {
			if err = w.See(d, p); err != nil {
				break
			}
		}
		if e := osi.AsError(err); e != nil {
			if id = e.ID; i < len(lines)-1 {
				t.Fatalf("%d, %s: %v", i, line, err)
			}
		}
	}
	return id
}

// A connection with duplex, expedited data, major synchronize and resynchronize, whose numbers
// begin with 1, the same with half-duplex, and one with duplex, expedited data and activities. The
// initiator has the tokens.
const (
	cnHalf     = "> 0D12 050C 130100 160102 170131 1A0100 14020035"
	acHalf     = "< 0E12 050C 130100 160102 170131 1A0100 14020035"
	cnMajor    = "> 0D12 050C 130100 160102 170131 1A0100 14020036"
	acMajor    = "< 0E12 050C 130100 160102 170131 1A0100 14020036"
	cnActivity = "> 0D0F 0509 130100 160102 1A0100 14020046"
	acActivity = "< 0E0F 0509 130100 160102 1A0100 14020046"
)

// TestOvertaken verifies that with Overtaking an EX, PR or AB may come before what was sent before
// it on the normal flow, X.225 6.4.3 and 7.26.3: the tables have cells for each of these.
func TestOvertaken(t *testing.T) {
	t.Parallel()
	const (
		mapOne      = "> 0100 2906 0F0101 2A0131"
		maaOne      = "< 0200 2A03 2A0131"
		abandonOne  = "0100 3509 1A0100 1B0101 2A0131"
		abandonTwo  = "0100 3509 1A0100 1B0101 2A0132"
		restartOne  = "0100 3509 1A0100 1B0100 2A0131"
		raOne       = "< 0200 2206 1A0100 2A0131"
		prMAA, prRS = " 0703180101", " 0703180102"
		prRA, prAB  = " 0703180103", " 0703180104"
		ex, dt      = " 050041", " 0100 010041"
		as, ai      = " 0100 2D03290141", " 0100 1900"
		ab          = " 1903110103"
		longAB      = " 190F110103 C10A30313233343536373839"
	)
	for name, c := range map[string]struct {
		lines []string
		rule  string // that the last one breaks
	}{
		"A.9 EX STA02A":                         {[]string{cnMajor, "<" + ex, acMajor}, ""},
		"A.9 EX STA15A":                         {[]string{cnMajor, acMajor, mapOne, "<" + prMAA, "<" + ex, maaOne}, ""},
		"A.9 EX STA15C":                         {[]string{cnMajor, acMajor, ">" + prRS, "> " + abandonOne, "<" + prRA, "<" + ex, raOne}, ""},
		"A.9 DT STA15B":                         {[]string{cnMajor, acMajor, ">" + prRS, ">" + dt, "> " + abandonOne}, ""},
		"A.9 DT STA15D":                         {[]string{cnMajor, acMajor, ">" + prAB, ">" + dt, ">" + longAB}, ""},
		"A.10 MAP STA15B":                       {[]string{cnMajor, acMajor, ">" + prRS, mapOne, "> " + abandonTwo}, ""},
		"A.11 PR-RS STA02A":                     {[]string{cnMajor, "<" + prRS, acMajor, "< " + abandonOne}, ""},
		"A.11 PR-RS STA15A":                     {[]string{cnMajor, acMajor, mapOne, "<" + prMAA, "<" + prRS, maaOne, "< " + abandonTwo}, ""},
		"A.11 PR-RS STA15C":                     {[]string{cnMajor, acMajor, ">" + prRS, "> " + abandonOne, "<" + prRA, "<" + prRS, raOne, "< " + abandonOne}, ""},
		"A.11 PR-RA STA06":                      {[]string{cnMajor, acMajor, "<" + prRS, ">" + prRS, "> " + abandonOne, "<" + prRA, "< " + restartOne, raOne}, ""},
		"A.11 PR-RS STA713 2":                   {[]string{cnActivity, acActivity, ">" + prRS, ">" + as, ">" + ai}, ""},
		"A.11 PR-RS STA18":                      {[]string{cnActivity, acActivity, "> 1500", "<" + prRS, "< 1600", "<" + as, "<" + ai}, ""},
		"A.16 AB-nr STA15B":                     {[]string{cnMajor, acMajor, ">" + prRS, ">" + ab}, ""},
		"DT behind an AB":                       {[]string{cnMajor, acMajor, ">" + ab, ">" + dt}, ""},
		"an AB for what was to be interrupted":  {[]string{cnMajor, acMajor, ">" + prRS, ">" + prAB, ">" + longAB}, ""},
		"EX behind an AB":                       {[]string{cnMajor, acMajor, ">" + ab, ">" + ex}, "spm.a9"},
		"AB behind an AB":                       {[]string{cnMajor, acMajor, ">" + ab, ">" + ab}, "spm.a16"},
		"PR behind an AB":                       {[]string{cnMajor, acMajor, ">" + ab, ">" + prRS}, "spm.prepare"},
		"PR-AB, and an AB that needs none":      {[]string{cnMajor, acMajor, ">" + prAB, ">" + ab}, "spm.prepare"},
		"EX before an AC, not proposed":         {[]string{"> 0D0F 0509 130100 160102 1A0100 14020042", "<" + ex}, "spm.a9"},
		"EX behind an RS":                       {[]string{cnHalf, acHalf, ">" + prRS, "> " + abandonOne, ">" + ex}, "spm.a9"},
		"EX between PR-RS and RS":               {[]string{cnMajor, acMajor, ">" + prRS, ">" + ex}, "spm.prepare"},
		"EX between PR-AB and AB":               {[]string{cnMajor, acMajor, ">" + prAB, ">" + ex}, "spm.prepare"},
		"PR-RS between PR-AB and AB":            {[]string{cnMajor, acMajor, ">" + prAB, ">" + prRS}, "spm.prepare"},
		"PR-MAA twice":                          {[]string{cnMajor, acMajor, mapOne, "<" + prMAA, "<" + prMAA}, "spm.prepare"},
		"PR-RS twice":                           {[]string{cnMajor, acMajor, ">" + prRS, ">" + prRS}, "spm.prepare"},
		"PR-RA twice":                           {[]string{cnMajor, acMajor, ">" + prRS, "> " + abandonOne, "<" + prRA, "<" + prRA}, "spm.prepare"},
		"PR-RA without an RS":                   {[]string{cnMajor, acMajor, "<" + prRA}, "spm.prepare"},
		"MAA behind PR-RS":                      {[]string{cnMajor, acMajor, mapOne, "<" + prRS, maaOne}, "spm.prepare"},
		"RS behind PR-MAA":                      {[]string{cnMajor, acMajor, mapOne, "<" + prMAA, "< " + abandonTwo}, "spm.prepare"},
		"PR-RS before an AC, nothing for it":    {[]string{"> 0D0F 0509 130100 160102 1A0100 14020006", "<" + prRS}, "spm.prepare"},
		"PR-RS before an AS, and an AI at once": {[]string{cnActivity, acActivity, ">" + prRS, ">" + ai}, "spm.a12"},
	} {
		w := spm.Monitor{Expedited: true, Overtaking: true}
		if id := see(t, &w, c.lines...); id != c.rule {
			t.Errorf("%s: %q, want %q", name, id, c.rule)
		}
		if w.Lost() {
			t.Errorf("%s: lost", name)
		}
	}
}

// TestReported verifies that what an ER reports has no effect at the end that sends the ER, X.225
// A.4.1.2 b) and A.4.3.1.2. That end does not own the data token, and may await an RA.
func TestReported(t *testing.T) {
	t.Parallel()
	const er = " 0200 0003310101"
	for name, lines := range map[string][]string{
		"DT behind an ED, before the data token comes": {
			"> 0D0F 0509 130100 160102 1A0100 14020201", "< 0E0F 0509 130100 160102 1A0100 14020201",
			"> 0103100101", "< 0200 3003320100", "< 0100 010041", "< 0103100101", ">" + er, "> 0100 010042",
		},
		"DT before an RA that moves the data token": {
			"> 0D12 050C 130100 160102 170131 1A0101 14020231", "< 0E12 050C 130100 160102 170131 1A0101 14020231",
			"> 0100 3509 1A0100 1B0101 2A0131", "< 0100 010041", "< 0200 2206 1A0100 2A0131", ">" + er,
		},
		"MIP, which is then not counted": {
			"> 0D12 050C 130100 160102 170131 1A0100 14020219", "< 0E12 050C 130100 160102 170131 1A0100 14020219",
			"> 0100 3103 2A0131", "<" + er, "> 0103100115", "< 0100 3103 2A0131",
		},
	} {
		var w spm.Monitor
		if id := see(t, &w, lines...); id != "" {
			t.Errorf("%s: %s", name, id)
		}
	}
}

// TestStoredAgain verifies what action 6 does with an event that is stored again: a PR-RA and an EX
// that wait in STA06 for an RS, which loses. The EX goes on to wait, for the RA.
func TestStoredAgain(t *testing.T) {
	t.Parallel()
	m := spm.Connected(osi.FromInitiator, true)
	for i, c := range []struct {
		line, want string // what comes of it
		queued     bool
		recalled   int
	}{
		{cnMajor, "CN", false, 0},
		{acMajor, "SCONcnf+", false, 0},
		{"> 35 09 1A0100 1B0101 2A0131", "PR-RS RS-a", false, 0},
		{"< 0703180102", "", false, 0},
		{"< 0703180103", "", true, 0},
		{"< 050041", "", true, 0},
		{"< 35 09 1A0100 1B0100 2A0131", "", false, 1},
		{"< 22 06 1A0100 2A0131", "SRSYNcnf SEXind", false, 1},
	} {
		b, err := hex.DecodeString(strings.ReplaceAll(c.line[1:], " ", ""))
		if err != nil {
			t.Fatal(err)
		}
		p, err := session.Parse(b)
		if err != nil {
			t.Fatal(err)
		}
		ask := m.Receive
		if c.line[0] == '>' {
			ask = m.Request
		}
		o, err := ask(p)
		if err != nil || o.String() != c.want || o.Queued() != c.queued || o.Recalled() != c.recalled {
			t.Errorf("%d, %s: %q, queued %v, recalled %d, %v", i, c.line, o.String(), o.Queued(), o.Recalled(), err)
		}
	}
}
