package dump_test

import (
	"encoding/hex"
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/dump"
	"github.com/osi-go/osi/stack"
)

// The offsets of fields are those that were counted by hand in these octets: the first octet of
// each value is in brackets.
func TestOffsets(t *testing.T) {
	t.Parallel()
	all := ways()
	for _, c := range []struct {
		way, octets string
		paths       string // of the octets in brackets, in their order; those joined by = are at one
	}{
		{ // GFI and LCI, type, lengths, addresses of 3 and 2 digits, facility length, 42 0708, user data
			"x25", "[10]01 0b 23 [12] [34] 50 03 [42]0708 [03]010100",
			"LCI Addresses.Called Addresses.Calling Facilities=Facilities[0].Facility UserData",
		},
		{"x25", "[10]01 13 [05] [43]", "LCI Cause Diagnostic"},
		{"x25-128", "[20]01 [02] [04] [61]", "LCI PS PR UserData"},
		{"lapb", "[03] [10] [10]01ff", "Address Type=PF=NS=NR Information"},
		{ // LI, CR, DST-REF, SRC-REF, class, size, calling and called selector
			"class0", "10 e0 0000 [0001] [00] c001[09] c102[4142] c201[43]", "SrcRef Class TPDUSize Calling Called",
		},
		{"class0", "06 80 [0001] [0002] [80]", "DstRef SrcRef Reason"},
		{"class4-extended", "0d 60 [0001] [00000002] [0003] 8a02[0004]", "DstRef Expected Credit Subsequence"},
		{ // GT came before it; RS as in the faults of dissect: token setting, type, serial, second type, second serial
			"next", "35 0f 1a01[00] 1b01[02] 2a01[31] 3501[02] 3601[31]", "TokenSetting ResyncType Serial SecondType SecondSerial",
		},
		{ // identifier with calling and common reference, item with options and version, requirements, selector, data with LI of three octets
			"first", "0d 21 01 08 0a02[1400] 0b02[1700] 05 06 1301[01] 1601[02] 1402[0002] 3402[4142] c1 ff0003 [310100]",
			"Identifier.Calling Identifier.Common Options Version Requirements CalledSelector UserData",
		},
		{"first", "19 07 1101[03] c102[4142]", "Disconnect UserData"},
		{ // SET, mode, normal mode, called selector, contexts with id, abstract and transfer syntax
			"primitive-CP", "31 1d a003 8001[01] a216 8201[42] a411 [30]0f 0201[01] 0604[52010001] 3004 0602[5101]",
			"Mode CalledSelector Contexts Contexts[0].ID Contexts[0].AbstractSyntax Contexts[0].TransferSyntaxes[0]",
		},
		{ // deletions of two identifiers, a PDV with its identifier
			"primitive-TTD", "a0 15 a106 [02]01[03] 0201[05] 610b 3009 0201[01] a004 [02020100]",
			"Deletions Deletions[0] Deletions[1] UserData.PDVs[0].Context UserData.PDVs[0].Value",
		},
		{ // name list of application contexts, X.227 Amd.1
			"acse", "60 18 a105 0603[2a0301] 8a02[0640] ad0b [06]03[2a0302] 0604[2a030405]",
			"ApplicationContext Requirements ApplicationContexts ApplicationContexts[0] ApplicationContexts[1]",
		},
		{ // protocol version, selectors, contexts, a PDV with its identifier
			"primitive-UD", "30 2c 8002[0780] 8101[41] 8201[42] a411 [30]0f 0201[01] 0604[52010001] 3004 0602[5101] 610d 300b 0201[01] a006 [0404]00000000",
			"Versions CallingSelector CalledSelector Contexts Contexts[0].ID Contexts[0].AbstractSyntax Contexts[0].TransferSyntaxes[0] " +
				"UserData.PDVs[0].Context UserData.PDVs[0].Value",
		},
		{"primitive-CPR", "30 06 8301[42] 8a01[02]", "RespondingSelector Reason"},
		{ // application context, calling AP title and AE qualifier with explicit tags
			"acse", "60 14 a106 0604[56000106] a605 0603[2a0304] a703 0201[07]",
			"ApplicationContext Calling.APTitle.OID Calling.AEQualifier.Number",
		},
		{"acse", "64 06 8001[01] 8101[02]", "Source Diagnostic"},
		{"rtse", "b0 10 8001[01] 8101[03] 8201[01] a305 a003 [040141]", "CheckpointSize WindowSize DialogueMode Connection.Open"},
		{"connect", "8001[01] a304 a002 [0500]", "CheckpointSize Connection.Open"},
		{"bind", "a1 0a 8002[4142] a104 1602[4344]", "Name Password"},
	} {
		want := map[string]int{}
		paths, digits := strings.Fields(c.paths), ""
		for _, part := range strings.SplitAfter(strings.ReplaceAll(c.octets, " ", ""), "[") {
			digits += strings.Trim(part, "[]")
			digits = strings.ReplaceAll(digits, "]", "")
			if strings.HasSuffix(part, "[") {
				for path := range strings.SplitSeq(paths[0], "=") {
					want[path] = len(digits) / 2
				}
				paths = paths[1:]
			}
		}
		b, err := hex.DecodeString(digits)
		if err != nil || len(paths) > 0 {
			t.Fatalf("%s: %v, %v left", c.octets, err, paths)
		}
		for i := range all {
			if all[i].name != c.way {
				continue
			}
			e := all[i].event(b)
			var got struct{ Offsets map[string]int }
			if err := json.Unmarshal(dump.AppendJSON(nil, &e, nil), &got); err != nil || e.Err != nil {
				t.Errorf("%s: %v, %v", c.octets, err, e.Err)
			}
			if !maps.Equal(got.Offsets, want) {
				t.Errorf("%s\ngot  %v\nwant %v", c.octets, got.Offsets, want)
			}
		}
	}
}

// What was not received is not shown, and offsets count behind it.
func TestSkip(t *testing.T) {
	t.Parallel()
	for i, w := range ways() {
		if i > 0 {
			break
		}
		b, _ := hex.DecodeString("10010b23123450034207080301")
		e := w.event(b)
		e.Offset = 0
		got := string(dump.AppendText(nil, &e, &dump.Options{Skip: 3}))
		const want = "  x25 CALL, 10 octets at 0\n    Addresses\n      Called: 123  [1]\n      Calling: 45  [2]\n" +
			"    Facilities  [5]\n      [0]\n        Facility: packet size  [5]\n        FromCalled: 128\n        FromCalling: 256\n" +
			"    UserData: 03 01  [8]\n"
		if got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
	e := stack.Event{Octets: []byte{0, 0, 0, 7, 8}, Err: &osi.Error{Rule: &osi.Rule{ID: "a.b"}, Offset: 4}}
	if got := string(dump.AppendJSON(nil, &e, &dump.Options{Skip: 3, Octets: dump.OctetsAll})); !strings.Contains(got, `"length":2,"octets":"0708"`) || !strings.Contains(got, `"offset":1,`) || e.Err.Offset != 4 {
		t.Errorf("got %s", got)
	}
}
