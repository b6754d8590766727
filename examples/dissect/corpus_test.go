package main

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

const corpus = "../../../shared/corpus"

// Captures whose TPDUs or errors differ from the catalogue's counts, each with its reason.
var exceptions = map[string]struct {
	why    string
	counts string         // instead of the catalogue's; empty: the same
	errors map[string]int // by rule
}{
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
		"broken on purpose: a CR of class 4 without checksum, one whose LI is too large, an unknown code", "DT:26 CR:10 CC:10 DR:2 ER:2",
		map[string]int{"transport.checksum-missing": 1, "transport.header": 1, "transport.code": 1},
	},
}

// handMade is the folder of captures whose client or server sent TPKTs of length 5 and codes that do not exist; tshark
// shows them as "Continuation".
var handMade = regexp.MustCompile(`^(iti__mms-|uenouan__0x0C0008)`)

var rdpPorts = regexp.MustCompile(`(?i)rdp`)

// Every capture that holds TPKTs gives the TPDUs of the catalogue, and no error that is not explained above.
func TestCorpus(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(corpus, "CATALOGUE.md"))
	if err != nil {
		t.Skipf("the corpus is not there: %v", err)
	}
	seen := 0
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(line, " | ")
		if len(cells) < 12 || !strings.Contains(cells[0], ".pcap") || strings.Contains(cells[0], "x25_") {
			continue
		}
		name := strings.TrimPrefix(cells[0], "| ")
		path := filepath.Join(corpus, "found", name)
		if _, err := os.Stat(path); err != nil {
			path = filepath.Join(corpus, "made", name)
		}
		seen++
		t.Run(name, func(t *testing.T) { checkCapture(t, name, path, cells[10]) })
	}
	if seen < 80 {
		t.Errorf("the catalogue has %d captures, it had more than 80", seen)
	}
}

func checkCapture(t *testing.T, name, path, catalogue string) {
	args := []string{"-json", path}
	if rdpPorts.MatchString(name) {
		args = []string{"-json", "-port", "102,3389", path}
	}
	out, errs, status := dissected(t, nil, args...)
	if errs != "" || status != 0 {
		t.Fatalf("status %d, %s", status, errs)
	}
	counts, faults, frame := map[string]int{}, map[string]int{}, 0
	for d := json.NewDecoder(strings.NewReader(out)); d.More(); {
		var o object
		if err := d.Decode(&o); err != nil {
			t.Fatal(err)
		}
		if o.Frame < frame {
			t.Fatalf("frame %d after %d", o.Frame, frame)
		}
		frame = o.Frame
		switch {
		case o.Error != nil && (o.Layer == "transport" || o.Layer == "tpkt"):
			faults[o.Error.Rule]++
		case o.Layer == "transport":
			counts[o.PDU]++
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
}

var count = regexp.MustCompile(`([A-Z]{2})(?:\(rfc1006\)| class\d)?:(\d+)`)

// parseCounts reads a cell such as "DT:8 ED(rfc1006):3 CR class0:2".
func parseCounts(t *testing.T, cell string) map[string]int {
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
