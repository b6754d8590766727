package main

import (
	"encoding/binary"
	"slices"
)

// An mta is the stand-in for the MTA: what one above an X.25 driver did with the buffers that it
// was handed. It is written after the standards alone and shares nothing with the module, so that
// it can judge the gate: it knows class 0 of X.224, version 1 of X.225 with the functional units of
// RTSE, and X.410-1984 mode. It sees both directions of one connection.
type mta struct {
	transport, session phase
	caller             int // of the connection, 0 or 1: it sends the CN, X.225 6.1.4
	ref                [2]byte
	proposed, size     int // TPDU size of CR and CC
	tsdu               [2][]byte
	leaver             int // who sent FN or AB
	cn                 opening
	selected           uint16 // functional units
	activity           bool
	serial             int  // the next of the activity
	ending             bool // AE was sent
}

type phase uint8

const (
	idle phase = iota
	calling
	connected
	leaving // FN
	over    // DR, ER or AB
)

// A stop says why the MTA stops: a buffer that it can't parse, or can't have been sent to it now.
// The MTA panics with a stop or a turn, and receive makes an error of it.
type stop string

func (s stop) Error() string { return "the MTA stops: " + string(s) }

// A turn is what is wrong with a valid SPDU or TPDU that comes out of its turn, a protocol error of
// X.225 3.4.15. Every protocol machine answers it with an abort; no MTA stops.
type turn string

func (t turn) Error() string { return "the MTA aborts: " + string(t) }

const mostTSDU = 1 << 20

func (m *mta) clone() *mta {
	c := *m
	for i := range c.tsdu {
		c.tsdu[i] = slices.Clone(c.tsdu[i])
	}
	return &c
}

// receiveTSDU takes one TSDU: an SPDU of category 1, or one of category 0 and what follows it,
// X.225 6.3.7.
func (m *mta) receiveTSDU(from int, b []byte) {
	p, rest := readSPDU(b, first)
	if p.category != 0 {
		if len(rest) > 0 {
			panic(stop(p.name + ": octets after it"))
		}
		m.step(from, &p)
		return
	}
	m.tokens(&p)
	if len(rest) == 0 {
		switch {
		case p.value(16) == nil:
			panic(stop(p.name + ": alone without Token Item"))
		case p.value(193) != nil && !integer(one(p.value(193), 0x02), 1<<31-1): // one RTTP
			panic(stop("RTTP: no INTEGER"))
		case m.session != connected && !m.crosses(from, p.name):
			panic(m.early(p.name))
		}
		return
	}
	q, rest := readSPDU(rest, second)
	switch {
	case len(rest) > 0:
		panic(stop("concatenation: a third SPDU")) // the extended one was not announced
	case p.value(193) != nil:
		panic(stop("concatenation: User Data in " + p.name))
	case q.opener != p.name && q.name != "AR":
		panic(stop("concatenation: " + q.name + " after " + p.name))
	case p.value(16) != nil && (q.name == "AI" || q.name == "AD"):
		panic(stop("concatenation: Token Item before " + q.name))
	}
	m.step(from, &q)
}

// tokens checks the Token Item of a GT or PT: available tokens and no other, X.225 8.3.16.
func (m *mta) tokens(p *spdu) {
	item := p.value(16)
	if item == nil || m.session == idle {
		return
	}
	var available byte
	for i, units := range [...]uint16{halfDuplex, minorSync, activities | 0x10} {
		if m.selected&units != 0 {
			available |= 1 << (2 * i)
		}
	}
	if item[0]&available == 0 || item[0]&0x55&^available != 0 {
		panic(stop(p.name + ": Token Item"))
	}
}

// crosses reports whether an SPDU may have crossed the end: a PT the FN, and any the AB.
func (m *mta) crosses(from int, name string) bool {
	return from != m.leaver && (m.session == leaving && name == "PT" || m.session == over)
}

func (m *mta) early(name string) error {
	if m.session == over || m.session == leaving {
		return turn(name + " after the end")
	}
	return stop(name + " without a session connection")
}

// step takes an SPDU whose encoding is good.
func (m *mta) step(from int, p *spdu) {
	switch p.name {
	case "CN":
		if m.session != idle || from != m.caller {
			panic(stop("CN: not now"))
		}
		m.session, m.cn = calling, opened(p)
		m.cn.selector = slices.Clone(m.cn.selector)
		return
	case "AC":
		if m.session != calling || from == m.caller {
			panic(stop("AC: not now"))
		}
		ac := opened(p)
		m.session, m.selected = connected, m.cn.requirements&ac.requirements
		m.cn.agrees(&ac)
		return
	case "RF":
		if m.session != calling || from == m.caller {
			panic(stop("RF: not now"))
		}
		m.session = idle
		refused(p)
		return
	case "AB":
		switch {
		case m.session == over && from != m.leaver:
			return
		case m.session == over:
			panic(turn("AB after an ABORT"))
		}
		m.session, m.leaver = over, from
		aborted(p)
		return
	}
	switch {
	case m.session == idle || m.session == calling:
		panic(m.early(p.name))
	case p.needs&^m.selected != 0:
		panic(stop(p.name + ": functional unit not selected"))
	case m.session == over && from == m.leaver:
		panic(turn(p.name + " after an ABORT"))
	case m.session != over: // else it crossed the AB
		m.work(from, p)
	}
}

// work follows the release and the activities: the phases of X.225 Annex A that this association
// goes through.
func (m *mta) work(from int, p *spdu) {
	if m.session == leaving && (p.name != "DN" || from == m.leaver) {
		panic(turn(p.name + " after FINISH"))
	}
	number := 0
	for _, c := range p.value(42) {
		number = 10*number + int(c-'0')
	}
	fits := true
	switch p.name {
	case "FN":
		fits = !m.activity
		m.session, m.leaver = leaving, from
	case "DN":
		fits = m.session == leaving
		m.session = idle
	case "AS":
		fits = !m.activity
		m.activity, m.serial = true, 1
	case "MIP":
		fits = m.activity && !m.ending && number == m.serial
		m.serial++
	case "MIA":
		fits = m.activity && number < m.serial
	case "AE":
		fits = m.activity && !m.ending && number == m.serial
		m.ending = true
		m.serial++
	case "AEA":
		fits = m.ending && number == m.serial-1
		m.activity, m.ending = false, false
	case "AI", "AD":
		fits = m.activity
		m.activity, m.ending = false, false
	case "AR":
		fits = !m.activity
		m.activity, m.serial = true, number+1
	case "AA":
		fits = false
	case "DT":
		fits = !m.ending // it may be outside an activity, X.215 8.2
	case "AIA", "ADA", "ED", "ER", "GTC", "GTA": // not followed further
	}
	if !fits {
		panic(turn(p.name + " out of its turn"))
	}
}

// An opening is what CN and AC say, with the standard's defaults.
type opening struct {
	version, tokens byte
	requirements    uint16
	selector        []byte // calling
	numbered        bool   // has an Initial Serial Number
	rtse            sizes
}

const (
	halfDuplex = 0x0001
	minorSync  = 0x0008
	activities = 0x0040
	exceptions = 0x0200
)

func opened(p *spdu) opening {
	o := opening{version: 1, requirements: 0x0349, selector: p.value(51), numbered: p.value(23) != nil || p.value(57) != nil}
	if v := p.value(22); v != nil {
		o.version = v[0] & 3
	}
	if v := p.value(26); v != nil {
		o.tokens = v[0]
	}
	if v := p.value(20); v != nil {
		o.requirements = binary.BigEndian.Uint16(v)
	}
	r := o.requirements
	switch duplex := r & 3; {
	case o.version == 0:
		panic(stop(p.name + ": Version Number"))
	case duplex == 0, p.name == "AC" && duplex == 3, p.name == "AC" && r&0x0808 == 0x0808:
		panic(stop(p.name + ": Session User Requirements"))
	case r&0x0100 != 0 && r&activities == 0, r&exceptions != 0 && r&halfDuplex == 0, r&0x1000 != 0 && r&0x0808 == 0: // 5.8.1
		panic(stop(p.name + ": functional units that need others"))
	case p.name == "CN" && r&0x2000 != 0 && o.version&2 == 0: // in an AC it just is not selected
		panic(stop(p.name + ": nested connections in version 1"))
	}
	if p.name == "CN" && o.numbered != counts(r) && (counts(r) || r&activities == 0) {
		panic(stop("CN: Initial Serial Number"))
	}
	o.rtse = x410(p.name, p.value(193))
	return o
}

// counts reports whether the functional units need an initial serial number, 8.3.1.10.
func counts(requirements uint16) bool {
	return requirements&0x0838 != 0 && requirements&activities == 0
}

// agrees checks an AC against its CN, X.225 7.4.
func (o *opening) agrees(ac *opening) {
	selected := o.requirements & ac.requirements
	switch {
	case o.version&ac.version == 0:
		panic(stop("AC: no common version"))
	case selected&3 == 0, selected&exceptions != 0 && selected&halfDuplex == 0:
		panic(stop("AC: functional units"))
	case ac.numbered != counts(selected):
		panic(stop("AC: Initial Serial Number"))
	case ac.selector != nil && string(ac.selector) != string(o.selector):
		panic(stop("AC: Calling Session Selector"))
	case o.rtse.checkpoint > 0 && ac.rtse.checkpoint > o.rtse.checkpoint, ac.rtse.window > o.rtse.window:
		panic(stop("AC: sizes of RTSE"))
	}
	for i, units := range [...]uint16{halfDuplex, minorSync, activities | 0x10, 0x0080} {
		mine, theirs := o.tokens>>(2*i)&3, ac.tokens>>(2*i)&3
		if selected&units != 0 && (theirs > 1 || mine < 2 && mine != theirs) {
			panic(stop("AC: Token Setting Item"))
		}
	}
}
