package main

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/osi-go/osi/examples/internal/text"
)

// injected is the capture with packets that were made by hand to break rules.
const injected = "t07_injected"

// x25Faults are the faults in the captures that have some. The list of a capture has the packets
// that were lost, too.
var x25Faults = map[string]map[string]int{
	// The call user data name the OSI transport protocol, and some packets have Q 1: X.223 12 b.
	"l16_mod128.hex":       {"x25.service-q": 4},
	"l16_mod128.lapb.pcap": {"x25.service-q": 4},
	"l16_mod128.eth.pcap":  {"x25.service-q": 4},
	"l16_mod128.xot.pcap":  {"x25.service-q": 4},

	// XOT leaves out the RESTART before the second call.
	"t01_restart_confirm.xot.pcap": {"plp.p4": 1},
	// A packet was lost on purpose, or left out.
	"t02_reset.hex":       {"plp.ps": 3},
	"t02_reset.lapb.pcap": {"plp.ps": 3},
	"t02_reset.xot.pcap":  {"plp.ps": 3},
	// It confirms clears that have collided, X.25 4.1.9.
	"t05_collisions.hex":       {"plp.p1": 2},
	"t05_collisions.lapb.pcap": {"plp.p1": 2},
	"t05_collisions.xot.pcap":  {"plp.p1": 1},

	// A wrong P(S), sent to provoke a reset; a RESTART that is sent again; a clear collision that
	// is confirmed.
	"x25_linux_mod8_core.hex":   {"plp.ps": 1, "plp.r2": 1},
	"x25_linux_mod128_core.hex": {"plp.ps": 1, "plp.r2": 1, "plp.p1": 1},
	// The same, and two calls at once in one connection of XOT, without the RESTART between calls.
	"x25_linux_mod8_core_xot.pcap":   {"plp.ps": 3, "plp.p1": 2, "plp.p4": 2, "plp.window": 1},
	"x25_linux_mod128_core_xot.pcap": {"plp.ps": 3, "plp.p1": 1, "plp.p4": 2, "plp.pr": 1},

	// By hand: what the list says of each packet.
	"t07_injected.hex":       injectedFaults,
	"t07_injected.lapb.pcap": injectedFaults,
	"t07_injected.xot.pcap": { // without those of channel 0
		"plp.d1": 1, "plp.interrupt-confirmation": 2, "plp.p6": 2, "plp.pr": 1, "plp.ps": 2,
		"plp.no-reject": 1, "plp.window": 1, "x25.fast-select-data": 1, "x25.gfi": 2, "x25.interrupt-user-data": 1,
		"x25.packet-size": 1, "x25.pti": 1, "x25.service-q": 1, "x25.too-short": 2, "xot.packet-type": 1,
		"x25.call-user-data": 1, "x25.calling-address": 1, "x25.dte-facility": 2, "x25.facility-length-missing": 2, "x25.facility-overrun": 1,
		"x25.facility-parameter": 2, "x25.facility-parameter-length": 1, "x25.facility-truncated": 2,
	},
}

var injectedFaults = map[string]int{
	"plp.d1": 1, "plp.d2": 1, "plp.interrupt-confirmation": 2, "plp.p1": 8, "plp.p6": 2, "plp.pr": 1,
	"plp.ps": 2, "plp.r1": 2, "plp.no-reject": 1, "plp.window": 1, "x25.fast-select-data": 1, "x25.gfi": 2,
	"x25.interrupt-user-data": 1, "x25.packet-size": 1, "x25.pti": 1, "x25.pti-missing": 1, "x25.service-q": 1, "x25.too-short": 3,
	"x25.call-user-data": 1, "x25.calling-address": 1, "x25.dte-facility": 2, "x25.facility-length-missing": 2, "x25.facility-overrun": 1,
	"x25.facility-parameter": 2, "x25.facility-parameter-length": 1, "x25.facility-truncated": 2,
}

// associations are the AARQs in the captures that carry MMS over X.25.
var associations = map[string]int{"l20_osi_mms_ps1024": 5, "l21_osi_mms_ps128_nsap": 2, "l22_osi_mms_tpdu1024": 2}

// The captures of Linux X.25 give the packets of their lists and the same upper layers, whatever
// the link, and no error but those listed.
func TestX25Corpus(t *testing.T) {
	t.Parallel()
	lists, err := filepath.Glob(filepath.Join(published, "made/x25/hex/*.hex"))
	if err != nil || len(lists) != 16 {
		t.Fatalf("%d lists of packets, want 16: %v", len(lists), err)
	}
	for _, list := range lists {
		name := strings.TrimSuffix(filepath.Base(list), ".hex")
		l := listedPackets(t, list)
		upper := checkX25(t, name, list, l.all)
		for link, want := range map[string]map[string]int{"lapb": l.delivered, "eth": l.delivered, "xot": l.numbered} {
			path := filepath.Join(published, "made/x25", link, name+"."+link+".pcap")
			if _, err := os.Stat(path); err != nil {
				continue // the t captures have no Ethernet
			}
			got := checkX25(t, name, path, want)
			if got["acse AARQ"] != associations[name] || !maps.Equal(got, upper) {
				t.Errorf("%s: got %v, in the list %v", path, got, upper)
			}
		}
	}
	for _, name := range []string{"mod8_core", "mod8_cotp", "mod128_core", "mod128_cotp"} {
		path := filepath.Join(published, "made/x25_linux_"+name)
		l := listedPackets(t, path+".hex")
		upper := checkX25(t, name, path+".hex", l.all)
		if got := checkX25(t, name, path+"_xot.pcap", l.numbered); !maps.Equal(got, upper) {
			t.Errorf("%s: got %v by XOT, in the list %v", name, got, upper)
		}
		if got := checkX25(t, name, path+".pcap", l.delivered); !maps.Equal(got, upper) {
			t.Errorf("%s: got %v in packets of unknown senders, in the list %v", name, got, upper)
		}
	}
}

// packetCounts are the packets of a list, by type. Where the list does not say the type, all are
// under "".
type packetCounts struct{ all, delivered, numbered map[string]int }

func listedPackets(t *testing.T, list string) packetCounts {
	t.Helper()
	f, err := os.Open(list)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	c := packetCounts{map[string]int{}, map[string]int{}, map[string]int{}}
	if err := text.Packets(f, func(u text.Unit) error {
		origin, kind, _ := strings.Cut(u.Headline, " ")
		kind, _, _ = strings.Cut(kind, "+") // DATA+M
		c.all[kind]++
		if origin == "lost" {
			return nil
		}
		c.delivered[kind]++
		if len(u.Octets) >= 3 && (u.Octets[0]&0x0f != 0 || u.Octets[1] != 0) { // XOT has no channel 0
			c.numbered[kind]++
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return c
}

// checkX25 compares the packets in a file with want, and returns what is above X.25, by layer and
// PDU.
func checkX25(t *testing.T, name, path string, want map[string]int) map[string]int {
	t.Helper()
	out, errs, status := dissected(t, nil, "-json", "-octets", "all", path)
	if errs != "" || status != 0 {
		t.Fatalf("%s: status %d, %s", path, status, errs)
	}
	packets, upper, faults := map[string]int{}, map[string]int{}, map[string]int{}
	var last object
	for _, o := range objectsOf(t, out) {
		if o.Error != nil {
			faults[o.Error.Rule]++
		}
		switch o.Layer {
		case "x25", "xot":
			again := last.Dir == o.Dir && last.Frame == o.Frame && last.Octets == o.Octets &&
				(last.Error != nil || o.Error != nil && o.Error.Rule == "x25.packet-size") // told of behind the packet
			if last = o; again {
				continue
			}
			if want[""] > 0 || name == injected {
				o.PDU = ""
			}
			packets[o.PDU]++
		case "lapb", "none":
		default:
			upper[o.Layer+" "+o.PDU]++
		}
	}
	if name == injected {
		total := 0
		for _, n := range want {
			total += n
		}
		want = map[string]int{"": total}
	}
	wantFaults := x25Faults[filepath.Base(path)]
	if !maps.Equal(packets, want) {
		t.Errorf("%s: got %v, want %v", path, packets, want)
	}
	if !maps.Equal(faults, wantFaults) {
		t.Errorf("%s: errors %v, want %v", path, faults, wantFaults)
	}
	return upper
}
