// Package vectors reads the embedded test vectors: one case a file, and one fault a file. [Test] is
// the harness that asserts them in every layer. Fuzz targets start from them, and benchmarks use
// them.
//
// A file is <layer>/<name>.txt: header lines "key: value", a blank line, and the octets in hex. In
// the octets '#' begins a comment, white space is ignored, "41*300" is 300 octets 41, and
// "(A0 80)*1000" repeats a group. Header keys:
//
//	expect     accept, reject or tolerate (rejected unless the tolerance is given)
//	form       what the octets are, in the layer's own words: "tpkt", "tpdu", "tsdu", …
//	pdu        abbreviation of the (first) PDU, or of the PDU that the error names
//	rule       ID of the broken rule, for reject and tolerate
//	offset     of the offending octet, for reject and tolerate
//	tolerance  name of the osi.Tolerance, for tolerate
//	clause     of the standard that decides the case
//	source     where the case comes from
//	note       free text
//
// and whatever else a layer's tests need; see [Vector.Get].
package vectors

import (
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
)

//go:embed */*.txt
var files embed.FS

// A Vector is one case.
type Vector struct {
	Layer  string // its folder
	Name   string // its file, without .txt
	Expect string // accept, reject or tolerate
	Rule   string
	Offset int // -1 when the header has none
	Octets []byte

	header map[string]string
}

// Get returns the header value of key; empty when there is none.
func (v *Vector) Get(key string) string { return v.header[key] }

// Load returns the vectors of one layer, in the order of their names. A file that Parse refuses is
// an error.
func Load(layer string) ([]Vector, error) {
	names, err := fs.Glob(files, path.Join(layer, "*.txt"))
	if err != nil {
		return nil, err
	}
	vs := make([]Vector, 0, len(names))
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		v, err := Parse(string(text))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		v.Layer, v.Name = layer, strings.TrimSuffix(path.Base(name), ".txt")
		vs = append(vs, v)
	}
	return vs, nil
}

// Parse reads the text of one file.
func Parse(text string) (Vector, error) {
	v := Vector{Offset: -1, header: map[string]string{}}
	head, body, found := strings.Cut(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n")
	if !found {
		return v, fmt.Errorf("no blank line between header and octets")
	}
	for line := range strings.SplitSeq(head, "\n") {
		key, value, ok := strings.Cut(line, ":")
		if !ok {
			return v, fmt.Errorf("header line without a colon: %q", line)
		}
		if _, again := v.header[key]; again {
			return v, fmt.Errorf("header key twice: %q", key)
		}
		v.header[key] = strings.TrimSpace(value)
	}
	v.Expect, v.Rule = v.header["expect"], v.header["rule"]
	if err := v.check(); err != nil {
		return v, err
	}
	octets, err := Octets(body)
	v.Octets = octets
	return v, err
}

func (v *Vector) check() error {
	if text, ok := v.header["offset"]; ok {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 {
			return fmt.Errorf("bad offset %q", text)
		}
		v.Offset = n
	}
	faulty := v.Expect == "reject" || v.Expect == "tolerate"
	switch {
	case v.Expect != "accept" && !faulty:
		return fmt.Errorf("expect is %q", v.Expect)
	case faulty && (v.Rule == "" || v.Offset < 0):
		return fmt.Errorf("%s without rule or offset", v.Expect)
	case v.Expect == "tolerate" && v.header["tolerance"] == "":
		return fmt.Errorf("tolerate without tolerance")
	case v.header["source"] == "":
		return fmt.Errorf("no source")
	}
	return nil
}

// Octets reads annotated hex.
func Octets(text string) ([]byte, error) {
	var plain strings.Builder
	for line := range strings.SplitSeq(text, "\n") {
		line, _, _ = strings.Cut(line, "#")
		plain.WriteString(line)
		plain.WriteByte(' ')
	}
	expanded := plain.String()
	for {
		open := strings.LastIndexByte(expanded, '(')
		if open < 0 {
			break
		}
		group, rest, ok := strings.Cut(expanded[open+1:], ")*")
		if !ok {
			return nil, fmt.Errorf("group without )*")
		}
		count, after, _ := strings.Cut(rest, " ")
		n, err := strconv.Atoi(count)
		if err != nil || n < 0 {
			return nil, fmt.Errorf("bad count %q", count)
		}
		expanded = expanded[:open] + strings.Repeat(group+" ", n) + after
	}
	var b []byte
	for word := range strings.FieldsSeq(expanded) {
		octet, count, repeated := strings.Cut(word, "*")
		n := 1
		if repeated {
			var err error
			if n, err = strconv.Atoi(count); err != nil || n < 0 {
				return nil, fmt.Errorf("bad count %q", count)
			}
		}
		x, err := hex.DecodeString(octet)
		if err != nil {
			return nil, fmt.Errorf("octets %q: %w", octet, err)
		}
		for range n {
			b = append(b, x...)
		}
	}
	return b, nil
}

// Diagram returns the octets of the annotated hex in a comment of a Go file: the first indented
// block behind the line that has title in it whose lines are hex.
func Diagram(file, title string) ([]byte, error) {
	source, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	_, rest, found := strings.Cut(strings.ReplaceAll(string(source), "\r\n", "\n"), title)
	if !found {
		return nil, fmt.Errorf("%s has no %q", file, title)
	}
	var text []string
	for line := range strings.SplitSeq(rest, "\n") {
		line, indented := strings.CutPrefix(line, "//\t")
		if _, err := Octets(line); indented && err == nil {
			text = append(text, line)
		} else if text != nil {
			break
		}
	}
	return Octets(strings.Join(text, "\n"))
}
