package validate_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
)

// TestTransfers states what becomes of the APDU that RTSE transfers in one activity, X.228 7.3,
// where Policy.Transfers has it followed; without it all pass. Each TSDU comes in one TPDU, and in
// several.
func TestTransfers(t *testing.T) {
	t.Parallel()
	const (
		start  = "> 01002d052903020101\n"
		data   = "> 01000100 "
		minor  = "> 0100 31032a0131\n"        // MIP 1
		end    = "> 01002903 2a0131\n"        // AE 1
		second = "> 01002903 2a0132\n"        // AE 2
		stop   = "> 0100 1900\n< 0200 1a00\n" // AI, AIA

		rttr = data + "610f300d 020103 a008 0406 " // the first six octets of an APDU
	)
	x410, normal := "X.410", "normal"
	for name, c := range map[string]struct{ mode, tsdus, rule string }{
		"whole":                 {x410, start + data + "3005 0403 414243\n" + end, ""},
		"in two pieces":         {x410, start + data + "3005 0403 41\n" + data + "4243\n" + end, ""},
		"a header in pieces":    {x410, start + data + "30\n" + data + "80\n" + data + "00\n" + data + "00\n" + end, ""},
		"around a checkpoint":   {x410, start + data + "3005 0403 41\n" + minor + data + "4243\n" + second, ""},
		"none":                  {x410, start + end, ""},
		"not whole":             {x410, start + data + "3005 0403 4142\n" + end, "ber.length-truncated"},
		"without its end mark":  {x410, start + data + "3080 0403 414243\n" + end, "ber.missing-eoc"},
		"goes on behind":        {x410, start + data + "0500\n" + data + "05\n", "ber.trailing"},
		"a length too large":    {x410, start + data + "3003 0405 41\n", "ber.length"},
		"a length in pieces":    {x410, start + data + "3003 04\n" + data + "05 41\n", "ber.length"},
		"interrupted":           {x410, start + data + "3005 04\n" + stop + start + data + "0500\n" + end, ""},
		"before the activity":   {x410, data + "ff\n" + start + data + "0500\n" + end, ""},
		"two activities":        {x410, start + data + "0500\n" + end + "< 02002a032a0131\n" + start + data + "0500\n" + end, ""},
		"RTTRs":                 {normal, start + rttr + "30090407 4142\n" + data + "610e300c 020103 a007 0405 4344454647\n" + end, ""},
		"an RTTR in segments":   {normal, start + data + "6113 3011 020103 a00c 240a 0402 3003 0404 0401 41 05\n", "ber.trailing"},
		"an aligned RTTR":       {normal, start + data + "6112 3010 020103 810b 0409 30070405 4142434445\n" + end, ""},
		"an aligned RTTR, cut":  {normal, start + data + "6111 300f 020103 810a 0408 30070405 41424344\n" + end, "ber.length-truncated"},
		"RTTRs, aligned":        {normal, start + data + "6114 3012 020103 810d 0404 300a0408 2405 040141 0400\n" + data + "610f 300d 020103 8108 2480 04024243 0000\n" + data + "6111 300f 020103 820a 00 040144 040445464748\n" + end, ""},
		"RTTRs, aligned, wrong": {normal, start + data + "610d 300b 020103 8106 0404 30030405\n", "ber.length"},
		"RTTRs, typed data":     {normal, start + rttr + "30090407 4142\n> 2100 610b3009020105a0040402 4142\n" + end, "ber.length-truncated"},
		"RTTRs, not whole":      {normal, start + rttr + "30090407 4142\n" + end, "ber.length-truncated"},
		"RTTRs, a length":       {normal, start + rttr + "30020407 4142\n", "ber.length"},
		"RTTRs, goes on behind": {normal, start + rttr + "0400 0400 0400\n", "ber.trailing"},
	} {
		units := flowConnections(t)["X.410"].units
		if c.mode == normal {
			units = flowConnections(t)["activities"].units
		}
		for seed := range uint64(12) {
			r := rand.New(rand.NewPCG(seed, 1))
			for _, follow := range []bool{true, false} {
				policy := validate.Policy{Tolerate: validate.Usual, Transfers: follow}
				s := opened(t, guard(t, policy), units)
				rule := ""
				for line := range strings.Lines(c.tsdus) {
					d := initiator
					if line[0] == '<' {
						d = responder
					}
					tsdu := octets(t, strings.TrimSpace(line[1:]))
					tpdus := [][]byte{tpkt(dataTPDU(tsdu, true))}
					if seed > 0 {
						tpdus = cut(r, tsdu)
					}
					for _, b := range tpdus {
						if v, _ := s.Check(d, b); v.Action == validate.Reject && rule == "" {
							rule = osi.AsError(v.Err).ID
							if v.Layer != osi.RTSE || v.Reaction != validate.AbortSession || osi.AsError(v.Err).Offset > len(v.Faulty) {
								t.Errorf("%s, seed %d: %v, %v, %v in %d octets", name, seed, v.Layer, v.Reaction, v.Err, len(v.Faulty))
							}
						}
					}
				}
				if want := c.rule; follow && rule != want || !follow && rule != "" {
					t.Errorf("%s, seed %d, followed %v: %q, want %q", name, seed, follow, rule, want)
				}
			}
		}
	}
}
