package main

import "iter"

// receive takes an NSDU. Its error is a stop or a turn.
func (m *mta) receive(from int, b []byte) (err error) {
	defer func() {
		switch why := recover().(type) {
		case nil:
		case stop:
			err = why
		case turn:
			err = why
		default:
			panic(why)
		}
	}()
	m.tpdu(from, b)
	return nil
}

// tpdu takes one TPDU, X.224 clause 13.
func (m *mta) tpdu(from int, b []byte) {
	if len(b) < 2 || b[0] == 0 || b[0] == 255 || int(b[0]) >= len(b) {
		panic(stop("TPDU: length indicator"))
	}
	header, data := b[1:1+b[0]], b[1+b[0]:]
	switch {
	case header[0] == 0xf0:
		m.dt(from, header, data)
	case header[0] == 0xe0 && len(header) >= 6:
		m.cr(from, header, data)
	case len(data) > 0:
		panic(stop("TPDU: user data in class 0"))
	case header[0] == 0xd0 && len(header) >= 6:
		m.cc(from, header)
	case header[0] == 0x80 && len(header) >= 6:
		m.dr(from, header)
	case header[0] == 0x70 && len(header) >= 4:
		m.er(header)
	default:
		panic(stop("TPDU: code or fixed part"))
	}
}

// dt joins the TSDU's parts, X.224 6.3.
func (m *mta) dt(from int, header, data []byte) {
	switch {
	case len(header) != 2 || header[1]&0x7f != 0:
		panic(stop("DT: header"))
	case m.transport == over:
		panic(turn("DT after the end"))
	case m.transport != connected:
		panic(stop("DT without a connection"))
	case m.size > 0 && 3+len(data) > m.size:
		panic(stop("DT: larger than agreed"))
	case len(m.tsdu[from])+len(data) > mostTSDU:
		panic(stop("TSDU: too long"))
	}
	if header[1] == 0 {
		if len(data) == 0 {
			panic(stop("DT: empty"))
		}
		m.tsdu[from] = append(m.tsdu[from], data...)
		return
	}
	if len(m.tsdu[from]) > 0 {
		data = append(m.tsdu[from], data...)
		m.tsdu[from] = data[:0]
	}
	m.receiveTSDU(from, data)
}

func (m *mta) cr(from int, header, data []byte) {
	class := header[5] >> 4 // the options are ignored in class 0
	switch {
	case m.transport == over || m.transport == connected:
		panic(turn("CR: second")) // 6.9.1.4.2
	case m.transport != idle || header[1] != 0 || header[2] != 0 || class > 4:
		panic(stop("CR: fixed part"))
	case header[3] == 0 && header[4] == 0:
		panic(stop("CR: SRC-REF")) // 6.5.4 a
	case len(header)+len(data) > 127 || len(data) > 32 || class == 0 && len(data) > 0:
		panic(stop("CR: length"))
	}
	m.transport, m.caller, m.proposed = calling, from, 128
	copy(m.ref[:], header[3:])
	for code, v := range parameters(header[6:]) {
		if code == 0xc0 { // unknown ones are ignored in a CR, 13.2.3
			m.proposed = tpduSizeOf(v)
		}
	}
	if class > 1 { // no class 0 may answer it, Table 3
		panic(turn("CR: class"))
	}
}

func (m *mta) cc(from int, header []byte) {
	switch {
	case m.transport == over:
		panic(turn("CC after the end"))
	case m.transport != calling || from == m.caller || header[5]>>4 != 0:
		panic(stop("CC: fixed part"))
	case header[3] == 0 && header[4] == 0:
		panic(stop("CC: SRC-REF")) // 6.5.4 a
	case m.ref != [2]byte(header[1:]):
		panic(turn("CC: unknown DST-REF")) // 6.9.1.4.2
	} // the options have no meaning in class 0, 13.3.3
	m.transport, m.size = connected, 128
	for code, v := range parameters(header[6:]) {
		switch code {
		case 0xc0:
			m.size = tpduSizeOf(v)
		case 0xc1, 0xc2: // transport selectors
		default:
			panic(stop("CC: parameter"))
		}
	}
	if m.size > m.proposed {
		panic(stop("CC: TPDU size"))
	}
}

// dr in class 0 refuses a CR, and nothing else.
func (m *mta) dr(from int, header []byte) {
	switch {
	case m.transport == over || m.transport == connected:
		panic(turn("DR: no answer to a CR"))
	case m.transport != calling || from == m.caller:
		panic(stop("DR: not now"))
	case m.ref != [2]byte(header[1:]):
		panic(turn("DR: unknown DST-REF")) // 6.9.1.4.2
	}
	m.transport = over
	for code := range parameters(header[6:]) {
		if code != 0xe0 {
			panic(stop("DR: parameter"))
		}
	}
}

func (m *mta) er(header []byte) {
	if m.transport == over {
		panic(turn("ER after the end"))
	}
	if m.transport == idle || header[3] > 3 {
		panic(stop("ER: fixed part"))
	}
	m.transport = over
	invalid := false
	for code := range parameters(header[4:]) {
		if code != 0xc1 {
			panic(stop("ER: parameter"))
		}
		invalid = true
	}
	if !invalid {
		panic(stop("ER: no invalid TPDU"))
	}
}

// parameters yields the parameters in the variable part b.
func parameters(b []byte) iter.Seq2[byte, []byte] {
	return func(yield func(byte, []byte) bool) {
		for len(b) > 0 {
			if len(b) < 2 || int(b[1]) > len(b)-2 {
				panic(stop("TPDU: parameter length"))
			}
			end := 2 + int(b[1])
			if !yield(b[0], b[2:end]) {
				return
			}
			b = b[end:]
		}
	}
}

func tpduSizeOf(v []byte) int {
	if len(v) != 1 || v[0] < 7 || v[0] > 11 { // 128 to 2048 in class 0
		panic(stop("TPDU size"))
	}
	return 1 << v[0]
}
