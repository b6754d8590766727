package spm

// action24: a synchronization point is sent.
func (m *Machine) action24() {
	if m.vsc {
		m.va = m.vm
	}
	m.vsc = false
	m.vm++
}

// action25: minor synchronization points are confirmed.
func (m *Machine) action25(in *input) { m.va = in.sn + 1 }

// action26: a new activity numbers from 1.
func (m *Machine) action26() { m.va, m.vm, m.vr = 1, 1, 1 }

// action27: a resumed activity goes on behind the number.
func (m *Machine) action27(in *input) { m.va, m.vm, m.vr = in.sn+1, in.sn+1, 1 }

// action28: a resynchronization is complete.
func (m *Machine) action28(in *input) {
	m.va, m.vm = in.sn, in.sn
	if m.vrsp.clears() {
		m.vr = 0
	}
	m.vado, m.vadi = -1, -1
	m.settle()
}

// action29: all available tokens are owned, and no activity is in progress. It ends the
// resynchronization in all variables; as printed it leaves the Discard flags, Vrsps and Vrspr as
// they are.
func (m *Machine) action29() {
	m.owned, m.vact = m.available(), false
	m.settle()
}

// action30: as action29, with no token owned.
func (m *Machine) action30() {
	m.owned, m.vact = 0, false
	m.settle()
}

// action31: a major synchronization point has been received.
func (m *Machine) action31() {
	if !m.vsc {
		m.va = m.vm
	}
	m.vm++
}

// action32: a DN has been received in STA09.
func (m *Machine) action32() { m.vdnr = true }

// action41: data separation is sent.
func (m *Machine) action41() { m.vado = m.vm }

// action42: data separation is sent, with symmetric synchronize.
func (m *Machine) action42() { m.vado = m.vms }

// action43: no data separation.
func (m *Machine) action43() { m.vado, m.vadi = -1, -1 }

// action44: data separation is received. With symmetric synchronize it is V(Mr), which [45] would
// set and no cell has.
func (m *Machine) action44() {
	m.vadi = m.vm
	if m.fu(fuSS) {
		m.vadi = m.vmr
	}
}

// action62: V(Mr) = V(Mr) + 1.
func (m *Machine) action62() { m.vmr++ }

// action63: V(Ms) = V(Ms) + 1.
func (m *Machine) action63() { m.vms++ }

// action64: a major synchronization point is confirmed on both flows.
func (m *Machine) action64() {
	m.vrs, m.vas = m.vms, m.vms
	m.vrr, m.varr = m.vmr, m.vmr
}

// action65: V(As) = serial number + 1.
func (m *Machine) action65(in *input) { m.vas = in.sn + 1 }

// action66: V(Ar) = serial number + 1.
func (m *Machine) action66(in *input) { m.varr = in.sn + 1 }

// action67: a PR-RS announces which flows are resynchronized; none is both, of an AI or AD.
func (m *Machine) action67(in *input) {
	both := in.sndType == resyncNo && in.rcvType == resyncNo
	m.discardReceived = m.discardReceived || both || in.rcvType != resyncNo
	m.discardSent = m.discardSent || both || in.sndType != resyncNo
}

// action68: a resynchronization of one or both flows is complete.
func (m *Machine) action68(in *input) {
	if in.snd != absent {
		m.vas, m.vms = in.snd, in.snd
	}
	if m.vrsps.clears() {
		m.vrs = 0
	}
	if in.rcv != absent {
		m.varr, m.vmr = in.rcv, in.rcv
	}
	if m.vrspr.clears() {
		m.vrr = 0
	}
	m.vado, m.vadi = -1, -1
	m.settle()
}

// action69: a resumed activity goes on behind the numbers of both flows.
func (m *Machine) action69(in *input) {
	m.vas, m.vms, m.vrs = in.snd+1, in.snd+1, 1
	m.varr, m.vmr, m.vrr = in.rcv+1, in.rcv+1, 1
}

// action70: a new activity numbers both flows from 1.
func (m *Machine) action70() {
	m.vas, m.vms, m.vrs = 1, 1, 1
	m.varr, m.vmr, m.vrr = 1, 1, 1
}

// action71: the variables of a new connection with symmetric synchronize.
func (m *Machine) action71(in *input) { m.action5(in) }

// action72: the prevailing values of a resynchronization, A.5.4.6.2. They are those of the event
// where none was in progress.
func (m *Machine) action72(in *input) {
	m.vrsps, m.vrspnbs = prevailing(m.vrsps, m.vrspnbs, in.sndType, in.snd)
	m.vrspr, m.vrspnbr = prevailing(m.vrspr, m.vrspnbr, in.rcvType, in.rcv)
}
