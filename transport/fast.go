package transport

// The short ways of the package, for what X.400 and RFC 1006 send most. Whatever differs, right or
// wrong, is left to the general way: FuzzFast asserts that both agree. Decoder.general switches
// them off.

// predictable reports whether decode has nothing to complain about in b, which has the code of a
// DT, in class 0.
func predictable(b []byte) bool {
	return len(b) > 2 && b[0] == 2 && (b[2] == 0x80 || b[2] == 0 && len(b) > 3)
}

// setPredictable sets what a predictable b says.
func (d *Data) setPredictable(b []byte) { d.EOT, d.UserData = b[2] != 0, b[3:len(b):len(b)] }
