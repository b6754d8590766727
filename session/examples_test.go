package session

import (
	"bytes"
	"encoding/hex"
	"os"
	"strings"
	"testing"
)

// TestWorkedExamples decodes the worked examples of the specification digest and encodes them to
// the same octets.
func TestWorkedExamples(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/examples.txt")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		n++
		f := strings.Split(strings.TrimSpace(line), "|")
		t.Run(f[0], func(t *testing.T) {
			tsdu, err := hex.DecodeString(f[2])
			if err != nil {
				t.Fatal(err)
			}
			d := Decoder{Extended: true}
			spdus, err := d.TSDU(tsdu)
			if err != nil {
				t.Fatal(err)
			}
			got, err := Concatenate(nil, true, spdus...)
			if err != nil || !bytes.Equal(got, tsdu) {
				t.Errorf("%s: encoded %x, %v\nwant %x", f[1], got, err, tsdu)
			}
			last := spdus[len(spdus)-1]
			if title := last.Type().Name(); !strings.Contains(f[1], title) && !strings.Contains(title, strings.Fields(f[1])[0]) &&
				!strings.Contains("S02 S05 S14a S14b S14c S14d S12a S13 S20 S24 S24b S21b S08b", f[0]) {
				t.Errorf("%s decoded as %s", f[1], title)
			}
		})
	}
	if n != 42 {
		t.Errorf("%d examples, want 42", n)
	}
}
