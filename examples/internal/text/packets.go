package text

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// packet is a line of a packet list: a time, a sender with or without a receiver, a word on the
// packet's origin, its octets, a comment.
var packet = regexp.MustCompile(`^(?:[\d.]+ +)?([A-Za-z])(?:>[A-Za-z])? +(?:([a-z]+) +)?([0-9A-Fa-f]+)\s*(?:#\s*(.*?)\s*)?$`)

// IsPackets reports whether text looks like a packet list.
func IsPackets(text []byte) bool {
	for line := range strings.SplitSeq(string(text), "\n") {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			return packet.MatchString(line)
		}
	}
	return false
}

// Packets reads a list of packets, one a line, such as
//
//	0.000989 A>B kernel 10010f0006420707430202 # CALL-ACC
//	B 10010f0006420707430202
//
// and calls f for each. Sent is whether the sender is that of the first packet, Headline what the
// line says beside the octets. Lines that begin with # are comments.
func Packets(r io.Reader, f func(Unit) error) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxUnit)
	first := ""
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		m := packet.FindStringSubmatch(line)
		if m == nil {
			return fmt.Errorf("line %d: no packet", n)
		}
		if first == "" {
			first = m[1]
		}
		u := Unit{Line: n, Sent: m[1] == first, Headline: strings.TrimSpace(m[2] + " " + m[4])}
		var err error
		if u.Octets, err = hex.DecodeString(m[3]); err != nil {
			return fmt.Errorf("line %d: not hex: %w", n, err)
		}
		if err := f(u); err != nil {
			return err
		}
	}
	return lines.Err()
}
