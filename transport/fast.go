package transport

// The short ways of the package, for what X.400 and RFC 1006 send most. Whatever differs, right or
// wrong, is left to the general way: FuzzFast asserts that both agree. Decoder.general switches
// them off.

// predictable reports whether b is a valid DT of class 0: the last of a TSDU, or one with user data.
func predictable(b []byte) bool {
	return len(b) > 2 && b[0] == 2 && b[1] == codeDT && (b[2] == 0x80 || b[2] == 0 && len(b) > 3)
}
