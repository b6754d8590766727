// Package octets reads and writes lengths and numbers, and holds every conversion to a narrower
// integer type, each beside its check. Layers read variable parts through a reader of their own;
// fixed parts they index behind one check of the length.
package octets

// Span returns b[from:to] with capped capacity. ok is false when 0 ≤ from ≤ to ≤ len(b) does not
// hold.
func Span(b []byte, from, to int) (s []byte, ok bool) {
	if from < 0 || from > to || to > len(b) {
		return nil, false
	}
	return b[from:to:to], true
}
