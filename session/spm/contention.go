package spm

// prevailing returns the type and serial number of a resynchronization that prevail on a flow: t
// and n are those so far, u and o those of the event. Only a restart has a number.
func prevailing(t resync, n int64, u resync, o int64) (resync, int64) {
	switch {
	case t < u, t == u && t == resyncRestart && o < n:
		if u != resyncRestart {
			o = 0
		}
		return u, o
	}
	return t, n
}

// clears reports whether V(R) is 0 behind a resynchronization: abandon and set.
func (r resync) clears() bool { return r == resyncAbandon || r == resyncSet }

// restartable is p32.
func (m *Machine) restartable(in *input) bool {
	if !m.fu(fuSS) {
		return in.kind() != resyncRestart || in.sn >= m.vr
	}
	return (in.rcvType != resyncRestart || in.rcv >= m.vrr) && (in.sndType != resyncRestart || in.snd >= m.vrs)
}

// winner is SPMwinner: the resynchronization in progress prevails over that of the event, A.5.4.6.
func (m *Machine) winner(in *input) bool {
	var current, event bool // prevails on some flow
	if m.fu(fuSS) {
		c, e := comparePrevailing(m.vrsps, m.vrspnbs, in.sndType, in.snd)
		c2, e2 := comparePrevailing(m.vrspr, m.vrspnbr, in.rcvType, in.rcv)
		current, event = c || c2, e || e2
	} else {
		current, event = comparePrevailing(m.vrsp, m.vrspnb, in.kind(), in.sn)
	}
	if current != event {
		return current
	}
	return in.received != m.vtca // the event is the acceptor's
}

// comparePrevailing tells which of two values prevails on a flow: neither where they are equal.
func comparePrevailing(t resync, n int64, u resync, o int64) (first, second bool) {
	if t == u && t == resyncRestart {
		return n < o, o < n
	}
	return t > u, u > t
}
