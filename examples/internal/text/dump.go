package text

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// maxBlock is the number of octets of text in a block.
const maxBlock = 64 << 20

// Dump reads blocks of hex, separated by blank lines, and calls f for each. Plain hex is read, and
// what od (-tx1 to -tx8 or -x, with any base of offsets), hexdump, xxd and tcpdump -x print, and
// Wireshark copies as hex dump, with or without ASCII. Text behind # is a comment.
func Dump(r io.Reader, f func(Unit) error) error {
	var block []string
	first, size := 0, 0
	flush := func() error {
		if len(block) == 0 {
			return nil
		}
		u := Unit{Line: first}
		u.Octets, u.Err = join(block)
		block, size = block[:0], 0
		if u.Err != nil {
			u.Err = fmt.Errorf("line %d: %w", first, u.Err)
		}
		return f(u)
	}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxUnit)
	for n := 1; lines.Scan(); n++ {
		line, _, _ := strings.Cut(lines.Text(), "#")
		line = strings.TrimRight(line, " \t\r")
		if line != "" {
			if len(block) == 0 {
				first = n
			}
			block = append(block, line)
			if size += len(line); size > maxBlock {
				return fmt.Errorf("line %d: a block of more than %d octets of text", n, maxBlock)
			}
			continue
		}
		if err := flush(); err != nil {
			return err
		}
	}
	if err := flush(); err != nil {
		return err
	}
	return lines.Err()
}

// join decodes the lines of one block. They are a dump when each begins with an offset that counts.
func join(lines []string) ([]byte, error) {
	for _, base := range []int{16, 8, 10} {
		if b, ok := joinDump(lines, base); ok {
			return b, checkOrder(lines)
		}
	}
	var b []byte
	for _, line := range lines {
		for word := range strings.FieldsSeq(line) {
			var err error
			if b, err = hex.AppendDecode(b, []byte(word)); err != nil {
				return b, fmt.Errorf("not hex: %w", err)
			}
		}
	}
	return b, nil
}

// joinDump decodes lines that begin with an offset in the base.
func joinDump(lines []string, base int) (b []byte, ok bool) {
	start := 0        // of the last line, in b
	repeated := false // a line that says so, *, stands before
	for i, line := range lines {
		if line == "*" {
			repeated = true
			continue
		}
		at, rest, colon := splitOffset(line)
		said, err := strconv.ParseUint(at, base, 32)
		if err != nil {
			return nil, false
		}
		off := int(said)
		if repeated && start < len(b) && off <= maxUnit {
			for last := b[start:]; len(b) < off; {
				b = append(b, last...)
			}
		}
		repeated = false
		if end := i > 0 && i == len(lines)-1 && rest == ""; end && off <= len(b) && off > start { // words may have octets too many
			return b[:off], true
		}
		if off != len(b) {
			return nil, false
		}
		start = len(b)
		if b, ok = appendWords(b, rest, colon); !ok {
			return nil, false
		}
	}
	return b, len(b) > 0
}

// checkOrder returns an error where the octets of a word are from the last to the first, as xxd -e
// prints them, or may be: the text beside the words tells, but for octets that are all dots there.
// Words of two octets, which xxd prints if it is not told otherwise, are in order where nothing
// tells.
func checkOrder(lines []string) error {
	told, open := false, false
	for _, line := range lines {
		w := readWords(line)
		if w.backward && !w.forward {
			return errors.New("the words are backwards, as xxd -e prints them: dump without -e")
		}
		told = told || w.forward && !w.backward
		open = open || w.forward && w.backward && w.wide
	}
	if open && !told {
		return errors.New("nothing tells whether the words are backwards, as xxd -e prints them: dump without -e and -g")
	}
	return nil
}

// words are those of a line with text beside them.
type words struct {
	forward, backward bool // the text is that of their octets in order, or from the last to the first
	wide              bool // one is of more than two octets, and another one backwards
}

func readWords(line string) (w words) {
	_, rest, colon := splitOffset(line)
	at := strings.LastIndex(rest, "  ")
	if !colon || at < 0 {
		return w
	}
	var forward, backward []byte
	for word := range strings.FieldsSeq(rest[:at]) {
		x, err := hex.DecodeString(word)
		if err != nil {
			return w
		}
		forward = append(forward, x...)
		slices.Reverse(x)
		backward = append(backward, x...)
		w.wide = w.wide || len(x) > 2 && !bytes.HasSuffix(forward, x)
	}
	beside := strings.TrimSpace(rest[at:])
	gap := strings.Contains(strings.TrimSpace(rest[:at]), "  ") // in front of a word that is not whole
	w.forward = beside == textOf(forward) && !gap
	w.backward = beside == textOf(backward)
	return w
}

// textOf returns what a dump shows beside octets, up to a # and without spaces at the ends, as Dump
// leaves it.
func textOf(b []byte) string {
	text := make([]byte, len(b))
	for i, c := range b {
		if text[i] = '.'; c >= ' ' && c <= '~' {
			text[i] = c
		}
	}
	before, _, _ := strings.Cut(string(text), "#")
	return strings.TrimSpace(before)
}

// splitOffset splits a line of a dump. colon is whether one ends the offset, as xxd and tcpdump
// have it.
func splitOffset(line string) (at, rest string, colon bool) {
	line = strings.TrimLeft(line, " \t")
	at, rest, _ = strings.Cut(line, " ")
	at, colon = strings.CutSuffix(at, ":")
	if colon {
		at = strings.TrimPrefix(at, "0x")
	}
	if len(at) < 4 {
		return "", "", false
	}
	return at, strings.TrimSpace(rest), colon
}

// appendWords appends the octets of a line, without the text beside them. Behind an offset with
// colon, words are in the order of the octets; else od and hexdump print them as numbers of the
// machine, whose low octet is the first.
func appendWords(b []byte, rest string, colon bool) ([]byte, bool) {
	ends := []string{"  |", "  >"} // of hexdump -C and od -tx1z
	switch {
	case colon:
		ends = []string{"  "}
	case len(rest) > 2 && rest[2] == ' ': // of Wireshark, whose words are octets
		ends = append(ends, "   ")
	}
	for _, end := range ends {
		rest, _, _ = strings.Cut(rest, end)
	}
	for word := range strings.FieldsSeq(rest) {
		x, err := hex.DecodeString(word)
		if err != nil {
			return b, false
		}
		if !colon {
			slices.Reverse(x)
		}
		b = append(b, x...)
	}
	return b, true
}
