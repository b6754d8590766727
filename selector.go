package osi

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
)

// A Selector is a transport, session or presentation selector: the part of an OSI address that a
// layer takes for itself. Its octets have no meaning in common; text is frequent. A decoded one
// aliases the octets it was decoded from. nil is an absent selector, which is not the empty one.
type Selector []byte

// hexMark begins the text of a selector in hex.
const hexMark = "0x"

// String returns the octets as text, "MTA", when all of them are printable ASCII and the first two
// are not "0x"; else in hex, "0x0001". It is empty for an absent selector and for an empty one.
func (s Selector) String() string {
	for _, x := range s {
		if x < 0x20 || x > 0x7e {
			return hexMark + hex.EncodeToString(s)
		}
	}
	if strings.HasPrefix(string(s), hexMark) {
		return hexMark + hex.EncodeToString(s)
	}
	return string(s)
}

// ParseSelector is the inverse of String. The empty text is the empty selector. ok is false when
// what stands behind "0x" is not hex, and for characters that are not printable ASCII.
func ParseSelector(text string) (s Selector, ok bool) {
	if digits, isHex := strings.CutPrefix(text, hexMark); isHex {
		b, err := hex.DecodeString(digits)
		if err != nil {
			return nil, false
		}
		return b, true
	}
	for i := range len(text) {
		if text[i] < 0x20 || text[i] > 0x7e {
			return nil, false
		}
	}
	return append(Selector{}, text...), true
}

// MarshalJSON returns the text of String; null for an absent selector.
func (s Selector) MarshalJSON() ([]byte, error) {
	if s == nil {
		return []byte("null"), nil
	}
	return json.Marshal(s.String())
}

// UnmarshalJSON is the inverse of MarshalJSON.
func (s *Selector) UnmarshalJSON(b []byte) error {
	var text *string
	if err := json.Unmarshal(b, &text); err != nil {
		return err
	}
	if text == nil {
		*s = nil
		return nil
	}
	return s.UnmarshalText([]byte(*text))
}

// AppendText appends the text of String. It implements [encoding.TextAppender] and never fails.
func (s Selector) AppendText(b []byte) ([]byte, error) { return append(b, s.String()...), nil }

// MarshalText returns the text of String.
func (s Selector) MarshalText() ([]byte, error) { return s.AppendText(nil) }

// UnmarshalText is [ParseSelector] with an error. It copies the text.
func (s *Selector) UnmarshalText(text []byte) error {
	v, ok := ParseSelector(string(text))
	if !ok {
		return errors.New("osi.Selector: neither printable ASCII nor hex after " + hexMark)
	}
	*s = v
	return nil
}
