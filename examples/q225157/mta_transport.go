package main

// receive takes an NSDU: one TPDU, X.224 clause 13.
func (m *mta) receive(from int, b []byte) error {
	if len(b) < 2 || b[0] == 0 || b[0] == 255 || int(b[0]) >= len(b) {
		return stop("TPDU: length indicator")
	}
	header, data := b[1:1+b[0]], b[1+b[0]:]
	switch {
	case header[0] == 0xf0:
		return m.dt(from, header, data)
	case header[0] == 0xe0 && len(header) >= 6:
		return m.cr(from, header, data)
	case len(data) > 0:
		return stop("TPDU: user data in class 0")
	case header[0] == 0xd0 && len(header) >= 6:
		return m.cc(from, header)
	case header[0] == 0x80 && len(header) >= 6:
		return m.dr(from, header)
	case header[0] == 0x70 && len(header) >= 4:
		return m.er(from, header)
	}
	return stop("TPDU: code or fixed part")
}

// dt joins the TSDU's parts, X.224 6.3.
func (m *mta) dt(from int, header, data []byte) error {
	switch {
	case len(header) != 2 || header[1]&0x7f != 0:
		return stop("DT: header")
	case m.transport == over:
		return turn("DT after the end")
	case m.transport != connected:
		return stop("DT without a connection")
	case m.size > 0 && 3+len(data) > m.size:
		return stop("DT: larger than agreed")
	case len(m.tsdu[from])+len(data) > mostTSDU:
		return stop("TSDU: too long")
	}
	if header[1] == 0 {
		if len(data) == 0 {
			return stop("DT: empty")
		}
		m.tsdu[from] = append(m.tsdu[from], data...)
		return nil
	}
	if len(m.tsdu[from]) > 0 {
		data = append(m.tsdu[from], data...)
		m.tsdu[from] = data[:0]
	}
	return m.receiveTSDU(from, data)
}

func (m *mta) cr(from int, header, data []byte) error {
	class := header[5] >> 4 // the options are ignored in class 0
	switch {
	case m.transport == over || m.transport == connected:
		return turn("CR: second") // 6.9.1.4.2
	case m.transport != idle || header[1] != 0 || header[2] != 0 || class > 4:
		return stop("CR: fixed part")
	case header[3] == 0 && header[4] == 0:
		return stop("CR: SRC-REF") // 6.5.4 a
	case len(header)+len(data) > 127 || len(data) > 32 || class == 0 && len(data) > 0:
		return stop("CR: length")
	}
	m.transport, m.caller, m.proposed = calling, from, 128
	copy(m.ref[:], header[3:])
	err := parameters(header[6:], func(code byte, v []byte) error {
		if code == 0xc0 { // unknown ones are ignored in a CR, 13.2.3
			return tpduSizeOf(v, &m.proposed)
		}
		return nil
	})
	if err == nil && class > 1 { // no class 0 may answer it, Table 3
		return turn("CR: class")
	}
	return err
}

func (m *mta) cc(from int, header []byte) error {
	switch {
	case m.transport == over:
		return turn("CC after the end")
	case m.transport != calling || from == m.caller || header[5]>>4 != 0:
		return stop("CC: fixed part")
	case header[3] == 0 && header[4] == 0:
		return stop("CC: SRC-REF") // 6.5.4 a
	case m.ref != [2]byte(header[1:]):
		return turn("CC: unknown DST-REF") // 6.9.1.4.2
	} // the options have no meaning in class 0, 13.3.3
	m.transport, m.size = connected, 128
	err := parameters(header[6:], func(code byte, v []byte) error {
		switch code {
		case 0xc0:
			return tpduSizeOf(v, &m.size)
		case 0xc1, 0xc2: // transport selectors
			return nil
		}
		return stop("CC: parameter")
	})
	if err == nil && m.size > m.proposed {
		return stop("CC: TPDU size")
	}
	return err
}

// dr in class 0 refuses a CR, and nothing else.
func (m *mta) dr(from int, header []byte) error {
	switch {
	case m.transport == over || m.transport == connected:
		return turn("DR: no answer to a CR")
	case m.transport != calling || from == m.caller:
		return stop("DR: not now")
	case m.ref != [2]byte(header[1:]):
		return turn("DR: unknown DST-REF") // 6.9.1.4.2
	}
	m.transport = over
	return parameters(header[6:], func(code byte, _ []byte) error {
		if code != 0xe0 {
			return stop("DR: parameter")
		}
		return nil
	})
}

func (m *mta) er(_ int, header []byte) error {
	if m.transport == over {
		return turn("ER after the end")
	}
	if m.transport == idle || header[3] > 3 {
		return stop("ER: fixed part")
	}
	m.transport = over
	invalid := false
	err := parameters(header[4:], func(code byte, _ []byte) error {
		if code != 0xc1 {
			return stop("ER: parameter")
		}
		invalid = true
		return nil
	})
	if err == nil && !invalid {
		return stop("ER: no invalid TPDU")
	}
	return err
}

func parameters(b []byte, each func(code byte, v []byte) error) error {
	for len(b) > 0 {
		if len(b) < 2 || int(b[1]) > len(b)-2 {
			return stop("TPDU: parameter length")
		}
		end := 2 + int(b[1])
		if err := each(b[0], b[2:end]); err != nil {
			return err
		}
		b = b[end:]
	}
	return nil
}

func tpduSizeOf(v []byte, size *int) error {
	if len(v) != 1 || v[0] < 7 || v[0] > 11 { // 128 to 2048 in class 0
		return stop("TPDU size")
	}
	*size = 1 << v[0]
	return nil
}
