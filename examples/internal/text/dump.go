package text

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
	"strings"
)

var (
	offset = regexp.MustCompile(`^[0-9A-Fa-f]{4,}:?(\s|$)`) // as od, hexdump and xxd print it
	column = regexp.MustCompile(`(\s\|.*\|?|\s{2,}\S.*)$`)  // the text beside the octets
)

// Dump reads blocks of hex, separated by blank lines, and calls f for each. Plain hex is read, and what od -Ax -tx1,
// hexdump -C and xxd print. Text behind # is a comment.
func Dump(r io.Reader, f func(Unit) error) error {
	var block []string
	first := 0
	flush := func() error {
		if len(block) == 0 {
			return nil
		}
		u := Unit{Line: first}
		u.Octets, u.Err = join(block)
		block = nil
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
	if b, ok := joinDump(lines); ok {
		return b, nil
	}
	plain := strings.Join(strings.Fields(strings.Join(lines, " ")), "")
	b, err := hex.DecodeString(plain)
	if err != nil {
		return b, fmt.Errorf("not hex: %w", err)
	}
	return b, nil
}

func joinDump(lines []string) (b []byte, ok bool) {
	for _, line := range lines {
		at := offset.FindString(line)
		var said int
		if n, err := fmt.Sscanf(strings.TrimRight(at, ": \t"), "%x", &said); n != 1 || err != nil || said != len(b) {
			return nil, false
		}
		rest := strings.TrimLeft(line[len(at):], " \t")
		words := strings.Fields(column.ReplaceAllString(strings.ReplaceAll(rest, "  ", " "), ""))
		if strings.HasSuffix(strings.TrimSpace(at), ":") { // xxd puts two spaces before its text
			words = strings.Fields(column.ReplaceAllString(rest, ""))
		}
		for _, word := range words {
			x, err := hex.DecodeString(word)
			if err != nil {
				return nil, false
			}
			b = append(b, x...)
		}
	}
	return b, len(b) > 0
}
