package acse

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// String returns the name as RFC 4514 writes it, the relative distinguished name farthest from the
// root first: "CN=MTA,O=ACM,C=GB". The name of the root is empty.
func (n Name) String() string {
	all := slices.Collect(n.All())
	var b []byte
	for i, r := range slices.Backward(all) {
		if i < len(all)-1 {
			b = append(b, ',')
		}
		b = r.appendText(b)
	}
	return string(b)
}

// String returns the relative distinguished name as RFC 4514 writes it: "CN=MTA". Types that RFC
// 4514 does not name are in numbers, and values other than of printable strings are their encoding
// in hex after '#'.
func (n RDN) String() string { return string(n.appendText(nil)) }

func (n RDN) appendText(b []byte) []byte {
	first := true
	for a := range n.All() {
		if !first {
			b = append(b, '+')
		}
		first = false
		id := a.Type.String()
		name, named := attributeNames[id]
		if !named {
			name = id
		}
		b = append(append(b, name...), '=')
		if value, ok := printable(a.Value); ok && named { // RFC 4514 2.4
			b = appendEscaped(b, value)
		} else {
			b = hex.AppendEncode(append(b, '#'), a.Value)
		}
	}
	return b
}

// attributeNames are the names that RFC 4514 3 gives attribute types.
var attributeNames = map[string]string{
	"2.5.4.3":                    "CN",
	"2.5.4.6":                    "C",
	"2.5.4.7":                    "L",
	"2.5.4.8":                    "ST",
	"2.5.4.9":                    "STREET",
	"2.5.4.10":                   "O",
	"2.5.4.11":                   "OU",
	"0.9.2342.19200300.100.1.1":  "UID",
	"0.9.2342.19200300.100.1.25": "DC",
}

// printable returns the characters of the primitive string whose encoding is value, when they are
// printable ones of ASCII, or of a UTF8String: a log line stays one line.
func printable(value []byte) (s []byte, ok bool) {
	r := trustedReader(value)
	e, _ := r.Next()
	switch e.Tag {
	case 0x0c, 0x12, 0x13, 0x14, 0x16, 0x1a: // UTF8, Numeric, Printable, T61, IA5, Visible
	default:
		return nil, false
	}
	s = r.Contents(&e)
	for _, x := range string(s) {
		if !unicode.IsPrint(x) || x > 0x7e && e.Tag != 0x0c {
			return nil, false
		}
	}
	return s, utf8.Valid(s)
}

// appendEscaped appends s with the escapes of RFC 4514 2.4.
func appendEscaped(b, s []byte) []byte {
	for i, x := range s {
		switch x {
		case '"', '+', ',', ';', '<', '>', '\\':
			b = append(b, '\\')
		case '#':
			if i == 0 {
				b = append(b, '\\')
			}
		case ' ':
			if i == 0 || i == len(s)-1 {
				b = append(b, '\\')
			}
		}
		b = append(b, x)
	}
	return b
}

// AETitle returns AP title and AE qualifier as one text. In form 1 it is the Directory name of the
// application entity, "CN=MTA,O=ACM", in form 2 the object identifier that the qualifier extends,
// "1.3.9999.1.12" (X.227 9.1, AE-title). A title or qualifier alone is its own text. Two that make
// no AE title are joined by '/'; an alternative that X.227 does not define is its encoding in hex
// after '#'.
func (t *Entity) AETitle() string {
	title, qualifier := t.APTitle.String(), t.AEQualifier.String()
	p, q := &t.APTitle, &t.AEQualifier
	switch {
	case p.IsZero():
		return qualifier
	case q.IsZero():
		return title
	case p.Name != nil && q.RDN != nil && title == "":
		return qualifier
	case p.Name != nil && q.RDN != nil:
		return qualifier + "," + title
	case !p.OID.IsZero() && q.Number.Present && q.Number.Value >= 0:
		return title + "." + qualifier
	}
	return title + "/" + qualifier
}

// String returns the AETitle and the invocation identifiers that are present: "CN=MTA,O=ACM (AP
// invocation 3, AE invocation 0)". It is empty when all of t is absent.
func (t Entity) String() string {
	var ids []string
	if t.APInvocation.Present {
		ids = append(ids, "AP invocation "+t.APInvocation.String())
	}
	if t.AEInvocation.Present {
		ids = append(ids, "AE invocation "+t.AEInvocation.String())
	}
	title := t.AETitle()
	switch {
	case len(ids) == 0:
		return title
	case title != "":
		title += " "
	}
	return title + "(" + strings.Join(ids, ", ") + ")"
}

// String returns the object identifier or the Directory name, see [Name.String]; an alternative
// that X.227 does not define is its encoding in hex after '#'. It is empty when t is absent.
func (t APTitle) String() string {
	switch {
	case t.Name != nil:
		return t.Name.String()
	case t.Other != nil:
		return "#" + hex.EncodeToString(t.Other)
	}
	return t.OID.String()
}

// String returns the number or the relative distinguished name, see [RDN.String]; an alternative
// that X.227 does not define is its encoding in hex after '#'. It is empty when q is absent.
func (q AEQualifier) String() string {
	switch {
	case q.RDN != nil:
		return q.RDN.String()
	case q.Other != nil:
		return "#" + hex.EncodeToString(q.Other)
	case q.Number.Present:
		return strconv.FormatInt(q.Number.Value, 10)
	}
	return ""
}

// A nameJSON is a Name or an RDN in JSON. The octets alone are read back: the text does not tell
// which string types the values have.
type nameJSON struct {
	Text   string
	Octets []byte // nil: absent
}

// MarshalJSON returns an object with the text of String and the contents octets, as JSON has
// octets; null when n is absent.
func (n Name) MarshalJSON() ([]byte, error) { return marshalName(n, n.String) }

// UnmarshalJSON is the inverse of MarshalJSON. It reads the octets and does not check them. Its
// errors are those of encoding/json, or say that there are no octets.
func (n *Name) UnmarshalJSON(b []byte) (err error) {
	*n, err = unmarshalName(b)
	return err
}

// MarshalJSON is that of a [Name].
func (n RDN) MarshalJSON() ([]byte, error) { return marshalName(n, n.String) }

// UnmarshalJSON is that of a [Name].
func (n *RDN) UnmarshalJSON(b []byte) (err error) {
	*n, err = unmarshalName(b)
	return err
}

func marshalName(contents []byte, text func() string) ([]byte, error) {
	if contents == nil {
		return []byte("null"), nil
	}
	return json.Marshal(nameJSON{text(), contents})
}

func unmarshalName(b []byte) ([]byte, error) {
	var v *nameJSON
	if err := json.Unmarshal(b, &v); err != nil || v == nil {
		return nil, err
	}
	if v.Octets == nil {
		return nil, errors.New("acse: a name without its octets")
	}
	return v.Octets, nil
}
