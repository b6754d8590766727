package main

import (
	"cmp"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// published has the captures of this repository, and found those of others, which are not
// published: they are beside the checkout, or where OSI_CORPUS says.
const published = "../testdata/corpus"

func found() string { return cmp.Or(os.Getenv("OSI_CORPUS"), "../../../shared/corpus") }

// Captures whose PDUs or errors differ from the catalogue's counts, each with its reason.
var exceptions = map[string]struct {
	why    string
	counts string         // of TPDUs, instead of the catalogue's; empty: the same
	errors map[string]int // by rule
}{
	"robidev__ccc2.pcapng": {
		"a CPA whose length runs past its end: malformed for tshark, too; so no context is defined behind it", "",
		map[string]int{"ber.length": 1, "stack.context": 2},
	},

	"iti__step7_s300_AuthPassword.pcapng":   {"gaps: the catalogue's parser stops at the first", "DT:6", nil},
	"iti__step7_s300_download.pcapng":       {"gaps: the catalogue's parser stops at the first", "DT:96", nil},
	"iti__tia_s300_downloadHwConfig.pcapng": {"gaps: the catalogue's parser stops at the first", "DT:154", nil},
	"iti__tia_s300_downloadOb1.pcapng":      {"gaps: the catalogue's parser stops at the first", "DT:106", nil},
	"iti__tia_s300_flashLed.pcapng":         {"gaps: the catalogue's parser stops at the first", "DT:4", nil},
	"iti__tia_s300_goOnline.pcapng":         {"gaps: the catalogue's parser stops at the first", "DT:448", nil},

	"ntop__rdp_over_tls.pcap": {
		"RDP puts its cookie where X.224 has parameters; then TLS", "-",
		map[string]int{"transport.parameter": 2, "tpkt.version": 2},
	},
	"oisf__RDP-003.pcap": {
		"RDP puts its cookie where X.224 has parameters; fast-path PDUs between the TPKTs", "CC:1 DT:63",
		map[string]int{"transport.parameter": 1, "tpkt.version": 10},
	},
	"realjimmy__rdp-no-cookie-mstshash.pcap": {
		"RDP puts its negotiation where X.224 has parameters; then TLS", "CR:1",
		map[string]int{"transport.parameter": 1, "tpkt.version": 2},
	},
	"realjimmy__rdp-invalid-length.pcap": {
		"RDP puts its negotiation where X.224 has parameters; the length is wrong on purpose", "-",
		map[string]int{"transport.parameter-code": 1, "tpkt.version": 2},
	},
	"realjimmy__rdp-unknown-keyboard.pcap": {
		"RDP puts its cookie and negotiation where X.224 has parameters", "DT:1",
		map[string]int{"transport.parameter": 1, "transport.parameter-code": 1},
	},
	"realjimmy__rdp-x509.pcap": {
		"RDP puts its cookie and negotiation where X.224 has parameters", "DT:2",
		map[string]int{"transport.parameter": 1, "transport.parameter-code": 1},
	},
	"isode_probes.pcap": {
		"broken on purpose in every layer", "DT:26 CR:10 CC:10 DR:2 ER:2",
		map[string]int{
			"transport.checksum-missing": 1, "transport.header": 1, "transport.code": 1, "session.si": 1,
			"session.overflow-enclosure": 1, "session.li": 1, "ber.oid": 1, "presentation.mode": 1, "stack.context": 1,
		},
	},
	"isode_rtsap_acse.pcap": {
		"two times the user data of RT-CLOSE are an INTEGER in the context of RTSE, where an INTEGER is an RTTP: X.218 8.1", "",
		map[string]int{"stack.rtse-carrier": 2},
	},
}

// handMade is the folder of captures whose client or server sent TPKTs of length 5 and codes that
// do not exist; tshark shows them as "Continuation".
var handMade = regexp.MustCompile(`^(iti__mms-|uenouan__0x0C0008)`)

var rdpPorts = regexp.MustCompile(`(?i)rdp`)

// Every capture that holds TPKTs gives the TPDUs of the catalogue, and no error that is not
// explained above.
func TestCorpus(t *testing.T) {
	t.Parallel()
	if seen := checkCatalogue(t, published, "made"); seen < 30 {
		t.Errorf("the catalogue has %d captures, it had more than 30", seen)
	}
}

// The captures of others, likewise.
func TestFoundCorpus(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat(filepath.Join(found(), "CATALOGUE.md")); err != nil {
		t.Skipf("the captures of others are not there: %v", err)
	}
	if seen := checkCatalogue(t, found(), "found"); seen < 50 {
		t.Errorf("the catalogue has %d captures, it had more than 50", seen)
	}
}

// checkCatalogue checks the captures in folder under corpus, and returns their number.
func checkCatalogue(t *testing.T, corpus, folder string) (seen int) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(corpus, "CATALOGUE.md"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(line, " | ")
		if len(cells) < 12 || !strings.Contains(cells[0], ".pcap") || strings.Contains(cells[0], "x25_") {
			continue
		}
		name := strings.TrimPrefix(cells[0], "| ")
		path := filepath.Join(corpus, folder, name)
		if strings.Contains(name, "__") != (folder == "found") { // owner__name
			continue
		}
		seen++
		t.Run(name, func(t *testing.T) { checkCapture(t, name, path, cells) })
	}
	return seen
}

// upper are the PDUs above transport that are compared, by the catalogue's name for them. Those of
// session are its own parser's, the others tshark's.
var upper = map[string]string{
	"pres.cptype": "CP", "pres.cpapdu": "CPA", "pres.cprtype": "CPR", "pres.aru_ppdu": "ARU",
	"acse.aarq": "AARQ", "acse.aare": "AARE", "acse.rlrq": "RLRQ", "acse.rlre": "RLRE", "acse.abrt": "ABRT",
}

// misread are the captures in which tshark's counts above session are known to be wrong, or differ
// for a reason.
var misread = map[string]string{
	"isode_probes.pcap":         "tshark names a CP what is broken",
	"isode_reject_release.pcap": "tshark decodes neither the RLRE in an NF nor the second ARU",
	"robidev__ccc2.pcapng":      "tshark names the broken CPA",
}

func checkCapture(t *testing.T, name, path string, cells []string) {
	t.Helper()
	catalogue := cells[10]
	args := []string{"-json", "-octets", "none", path}
	if rdpPorts.MatchString(name) {
		args = []string{"-json", "-port", "102,3389", path}
	}
	out, errs, status := dissected(t, nil, args...)
	if out == "" && status == noneFound && len(parseCounts(t, catalogue)) == 0 {
		return
	}
	if errs != "" || status != 0 {
		t.Fatalf("status %d, %s", status, errs)
	}
	counts, sessions, above, faults, frame := map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}, 0
	for _, o := range objectsOf(t, out) {
		if o.Frame < frame {
			t.Fatalf("frame %d after %d", o.Frame, frame)
		}
		frame = o.Frame
		switch {
		case o.Error != nil:
			faults[o.Error.Rule]++
		case o.Layer == "transport":
			counts[o.PDU]++
		case o.Layer == "session":
			sessions[o.PDU]++
		case o.Layer != "none":
			above[o.PDU]++
		}
	}
	exception := exceptions[name]
	if exception.counts != "" {
		catalogue = exception.counts
	}
	if handMade.MatchString(name) {
		if faults["tpkt.length"] == 0 {
			t.Errorf("errors: %v", faults)
		}
		return
	}
	if want := parseCounts(t, catalogue); !maps.Equal(counts, want) {
		t.Errorf("TPDUs: got %v, want %v", counts, want)
	}
	if want := exception.errors; !maps.Equal(faults, want) {
		t.Errorf("errors: got %v, want %v", faults, want)
	}
	if want := parseCounts(t, cells[6]); !maps.Equal(sessions, want) && name != "isode_probes.pcap" {
		t.Errorf("SPDUs: got %v, want %v", sessions, want)
	}
	for theirs, ours := range upper {
		want := 0
		for _, m := range regexp.MustCompile(theirs+`:(\d+)`).FindAllStringSubmatch(cells[9], -1) {
			want, _ = strconv.Atoi(m[1])
		}
		if got := above[ours]; got != want && misread[name] == "" {
			t.Errorf("%s: got %d, want %d", ours, got, want)
		}
	}
}

var count = regexp.MustCompile(`([A-Z/]{2,7})(?:\(rfc1006\)| class\d)?:(\d+)`)

// parseCounts reads a cell such as "DT:8 ED(rfc1006):3 CR class0:2 MAA/AEA:1".
func parseCounts(t *testing.T, cell string) map[string]int {
	t.Helper()
	counts := map[string]int{}
	for _, m := range count.FindAllStringSubmatch(cell, -1) {
		n, err := strconv.Atoi(m[2])
		if err != nil {
			t.Fatal(err)
		}
		counts[m[1]] += n
	}
	return counts
}
