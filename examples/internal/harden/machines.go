package harden

import (
	"errors"
	"fmt"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/acse/acpm"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/presentation/ppm"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/session/spm"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/transport/class0"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/plp"
)

// lifetime is how many PDUs a machine and a monitor are told before new ones take their place.
const lifetime = 24

// Machines has a machine and a monitor of each layer, which are told the PDUs that decode, in
// whatever order they come: received by the machine, sent by it, and seen on the path.
type machines struct {
	told   int
	fault  error
	encode []byte

	plp       *plp.Machine
	plpMon    *plp.Monitor
	class0    class0.Machine
	class0Mon class0.Monitor
	spm       spm.Machine
	spmMon    spm.Monitor
	ppm       ppm.Machine
	ppmMon    ppm.Monitor
	acpm      acpm.Machine
	acpmMon   acpm.Monitor
}

// tell counts a PDU, begins new connections in time, and says from which end the PDU comes.
func (m *machines) tell() osi.Direction {
	if m.told%lifetime == 0 {
		m.begin(m.told / lifetime)
	}
	m.told++
	return osi.Direction(m.told / 2 % 2) //nolint:gosec // 0 or 1
}

// begin begins the connections again: odd ones are met in the middle.
func (m *machines) begin(n int) {
	m.plp = nil
	m.class0, m.class0Mon = class0.Machine{OverTCP: n&2 != 0}, class0.Monitor{OverTCP: n&2 != 0}
	m.spm, m.spmMon = spm.Machine{}, spm.Monitor{}
	m.ppm, m.ppmMon = ppm.Machine{}, ppm.Monitor{}
	m.acpm, m.acpmMon = acpm.Machine{}, acpm.Monitor{}
	if n&1 != 0 {
		m.class0Mon.Lose()
		m.spm = spm.Connected(osi.FromInitiator, n&2 != 0)
		m.spmMon.Lose()
		m.acpmMon = acpm.Midway()
	}
}

// beginPackets begins an interface, of all channels: only when a packet asks for it.
func (m *machines) beginPackets(n int) {
	profile := plp.Profile{Side: plp.DTE, Modulo: x25.Modulo8, Permanent: 1, TwoWay: plp.ChannelRange{First: 2, Last: 4095}}
	if n&2 != 0 {
		profile.Side, profile.Modulo = plp.DCE, x25.Modulo128
	}
	machine, err := plp.New(profile)
	if err != nil {
		m.fail(err)
	}
	m.plp, m.plpMon = machine, &plp.Monitor{Modulo: x25.AnyModulo, Permanent: 1, Watch: n&4 != 0}
	if n&1 != 0 {
		m.plpMon.Lose()
	}
}

// fail keeps the first fault.
func (m *machines) fail(err error) {
	if m.fault == nil {
		m.fault = err
	}
}

// typed asserts that what a machine or monitor says is an error of ours.
func (m *machines) typed(what string, p any, err error) {
	if err != nil && osi.AsError(err) == nil {
		m.fail(fmt.Errorf("%s is told %+v: %w, which is no *osi.Error", what, p, err))
	}
}

func (m *machines) packet(p x25.Packet) {
	d := m.tell()
	if m.plp == nil {
		m.beginPackets((m.told - 1) / lifetime)
	}
	_, err := m.plpMon.See(d, p)
	m.typed("the packet layer monitor", p, err)
	if m.told%3 == 0 {
		m.typed("the packet layer machine", p, m.plp.Send(p))
	}
	o, err := m.plp.Receive(p)
	m.typed("the packet layer machine", p, err)
	for _, answer := range o.Packets {
		if m.encode, err = answer.AppendBinary(m.encode[:0]); err != nil {
			m.fail(fmt.Errorf("the packet layer machine is told %+v and sends %+v: %w", p, answer, err))
		}
	}
}

func (m *machines) tpdu(p transport.TPDU) {
	d := m.tell()
	var err error
	if m.encode, err = p.AppendBinary(m.encode[:0]); err != nil {
		m.fail(err)
		return
	}
	m.typed("the class 0 monitor", p, m.class0Mon.See(d, p, m.encode))
	if m.told%3 == 0 {
		m.typed("the class 0 machine", p, m.class0.Send(p))
	}
	_, err = m.class0.Receive(p)
	m.typed("the class 0 machine", p, err)
}

func (m *machines) spdus(all []session.SPDU) {
	for _, p := range all {
		d := m.tell()
		m.typed("the SPM monitor", p, m.spmMon.See(d, p))
		if m.told%3 == 0 {
			m.typed("the SPM", p, m.spm.Send(p))
		}
		_, err := m.spm.Receive(p)
		m.typed("the SPM", p, err)
		if m.spmMon.Memory() < 0 {
			m.fail(errors.New("the SPM monitor has less than nothing"))
		}
	}
}

func (m *machines) ppdu(p presentation.PPDU) {
	d := m.tell()
	m.typed("the PPM monitor", p, m.ppmMon.See(d, p))
	if data, ok := p.(*presentation.Data); ok {
		m.typed("the PPM monitor", p, m.ppmMon.Values(d, p, &data.UserData))
	}
	if m.told%3 == 0 {
		m.typed("the PPM", p, m.ppm.Send(p, ppm.Parameters{}))
	}
	_, err := m.ppm.Receive(p, ppm.Parameters{})
	m.typed("the PPM", p, err)
}

func (m *machines) apdu(p acse.APDU) {
	d := m.tell()
	carrier := acpm.Carrier(m.told % int(acpm.PProviderAbort+1)) //nolint:gosec // one of the constants
	m.typed("the ACPM monitor", p, m.acpmMon.See(d, carrier, p))
	if m.told%3 == 0 {
		m.typed("the ACPM", p, m.acpm.Send(p, acpm.Parameters{}))
	}
	_, err := m.acpm.Receive(p, acpm.Parameters{})
	m.typed("the ACPM", p, err)
}
