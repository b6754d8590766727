// Package text reads octets from text: the trace logs of MTAs, and hex dumps.
package text

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// A Unit is what one entry of a log or one block of a dump holds.
type Unit struct {
	Line     int    // of the input, where the octets begin; 1 for the first
	Headline string // what the log says above the octets, without its time; empty in a dump
	Sent     bool   // xm; false is rv, and a dump
	Octets   []byte
	Err      error // the octets are not as many as announced, or not hex; Octets has what could be read
}

const maxUnit = 1 << 20

var (
	entry    = regexp.MustCompile(`^\s*(xm|rv)\[\s*(\d+)\]\s?(.*?)\r?$`)
	stamp    = regexp.MustCompile(`^\s*\d{1,2}:\d{2}:\d{2}\s+`)
	indented = regexp.MustCompile(`^\s+[0-9A-Fa-f]{2}`)
)

// IsLog reports whether text looks like the trace log of an MTA.
func IsLog(text []byte) bool {
	for line := range strings.SplitSeq(string(text), "\n") {
		if entry.MatchString(line) {
			return true
		}
	}
	return false
}

// Log reads a trace log with entries such as
//
//	14:52:49 Outgoing CR TPDU:
//	xm[ 10] 09E00000 010000C0 0109                        ..........
//
// whose hex goes on in indented lines. It calls f for each entry and ends with the first error of r
// or f.
func Log(r io.Reader, f func(Unit) error) error {
	var u Unit
	announced, headline := -1, ""
	flush := func() error {
		if announced < 0 {
			return nil
		}
		if len(u.Octets) != announced && u.Err == nil {
			u.Err = fmt.Errorf("line %d: %d octets announced, %d found", u.Line, announced, len(u.Octets))
		}
		announced = -1
		return f(u)
	}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxUnit)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if m := entry.FindStringSubmatch(line); m != nil {
			if err := flush(); err != nil {
				return err
			}
			u = Unit{Line: n, Headline: headline, Sent: m[1] == "xm"}
			count, err := strconv.Atoi(m[2])
			if err != nil || count > maxUnit {
				u.Err = fmt.Errorf("line %d: bad count %s", n, m[2])
			}
			announced = min(count, maxUnit)
			u.Octets = groups(u.Octets, m[3], announced)
			continue
		}
		if announced > len(u.Octets) && indented.MatchString(line) {
			u.Octets = groups(u.Octets, line, announced)
			continue
		}
		if err := flush(); err != nil {
			return err
		}
		headline = strings.TrimSuffix(strings.TrimSpace(stamp.ReplaceAllString(line, "")), ":")
	}
	if err := flush(); err != nil {
		return err
	}
	return lines.Err()
}

// groups appends the hex groups at the front of text until b has want octets; what follows them is
// the text column.
func groups(b []byte, text string, want int) []byte {
	for word := range strings.FieldsSeq(text) {
		if want-len(b) < (len(word)+1)/2 {
			break
		}
		x, err := hex.DecodeString(word)
		if err != nil {
			break
		}
		b = append(b, x...)
	}
	return b
}
