package session

import (
	"bytes"
	"encoding/hex"
	"errors"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/mirror"
)

// A captured TSDU is a line of testdata/traffic.txt.
type captured struct {
	source            string
	tsdu              []byte
	names, parameters []string // as tshark has them
}

func traffic(t testing.TB) (list []captured) {
	t.Helper()
	text, err := os.ReadFile("testdata/traffic.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(strings.TrimRight(line, "\n"), "|")
		b, err := hex.DecodeString(f[1])
		if err != nil || len(f) != 4 {
			t.Fatal(line)
		}
		list = append(list, captured{f[0], b, strings.Fields(f[2]), strings.Fields(f[3])})
	}
	return list
}

// tsharkErrors has, by our name, what tshark 4.0.17 calls SPDUs that it takes for others: it knows
// neither the place in the TSDU nor the meaning of the Sync Type Item.
var tsharkErrors = map[string]string{"AI": "AB", "AIA": "AA", "AE": "MAP", "MAA/AEA": "MAA"}

// TestTraffic decodes TSDUs of real stacks, compares SPDUs and parameters with tshark, and encodes
// them to the same octets.
func TestTraffic(t *testing.T) {
	t.Parallel()
	met := map[string]bool{}
	for _, c := range traffic(t) {
		d := new(Decoder)
		spdus, err := d.TSDU(c.tsdu)
		if log := strings.HasSuffix(c.source, ".log"); log && errors.Is(err, osi.ErrState) {
			d.Tolerate = osi.LoneCategory2 // the logs print SPDUs without their GT or PT
			spdus, err = d.TSDU(c.tsdu)
		}
		if err != nil {
			t.Errorf("%s %x: %v", c.source, c.tsdu, err)
			continue
		}
		var encoded []byte
		for i, s := range spdus {
			name := s.String()
			if wrong, known := tsharkErrors[name]; known {
				met[name], name = true, wrong
			}
			if len(c.names) != len(spdus) || c.names[i] != name {
				t.Errorf("%s %x: %v, tshark %v", c.source, c.tsdu, s, c.names)
			}
			if encoded, err = s.AppendBinary(encoded); err != nil {
				t.Errorf("%s %x: %v", c.source, c.tsdu, err)
			}
		}
		if !bytes.Equal(encoded, c.tsdu) {
			t.Errorf("%s %x: encoded %x", c.source, c.tsdu, encoded)
		}
		var parameters []string
		for f, err := range SPDUs(c.tsdu) {
			if err != nil {
				t.Fatal(err)
			}
			for u := range Units(f.Type, f.Octets) {
				parameters = append(parameters, strconv.Itoa(int(u.Code)))
			}
		}
		if strings.Join(parameters, " ") != strings.Join(c.parameters, " ") {
			t.Errorf("%s %x: parameters %v, tshark %v", c.source, c.tsdu, parameters, c.parameters)
		}
	}
	for name := range tsharkErrors {
		if !met[name] {
			t.Errorf("no %s in the traffic", name)
		}
	}
}

// TestDamagedTraffic decodes every truncation of the TSDUs, and every change of one octet of those
// of the MTA logs, among them the ACs of KB Q86988 and Q123650: what KB Q225157 says must not be
// passed up.
func TestDamagedTraffic(t *testing.T) {
	t.Parallel()
	for _, c := range traffic(t) {
		d := &Decoder{Extended: true}
		for n := range c.tsdu {
			checkTSDU(t, d, c.tsdu[:n])
			if !strings.HasSuffix(c.source, ".log") {
				continue
			}
			changed := bytes.Clone(c.tsdu)
			for x := 0; x < 256; x += mirror.Step() {
				changed[n] = byte(x)
				checkTSDU(t, d, changed)
				checkFast(t, changed, 0)
			}
		}
	}
}
