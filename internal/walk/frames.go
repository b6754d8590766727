package walk

import (
	"fmt"
	"math/rand/v2"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
)

// A Frame is one TPKT.
type Frame struct {
	From osi.Direction
	TPKT []byte
}

// Frames returns units as TPKTs of RFC 1006, with a CR and CC in front. A TPDU of expedited data
// may stand within the TSDU that was sent before it.
func Frames(units []Unit, expedited bool, seed uint64) (frames []Frame) {
	r := rand.New(rand.NewPCG(seed, 1006))
	send := func(d osi.Direction, p transport.TPDU) {
		b, err := transport.AppendTPKT(nil, p)
		if err != nil {
			panic(fmt.Sprintf("%v: %v", p, err))
		}
		frames = append(frames, Frame{d, b})
	}
	cr := &transport.ConnectionRequest{}
	cr.Calling, cr.Called = []byte("A"), []byte("B")
	cr.OverTCP, cr.SrcRef = true, uint16(1+r.IntN(0xffff))
	if cr.TPDUSize = transport.TPDUSize(0); r.IntN(2) == 0 {
		cr.TPDUSize = transport.TPDUSize128 + transport.TPDUSize(r.IntN(5))
	}
	if expedited {
		cr.Options = osi.Some(transport.OptionExpedited)
	}
	if r.IntN(8) == 0 { // refused at first
		send(osi.FromInitiator, cr)
		dr := &transport.DisconnectRequest{DstRef: cr.SrcRef, Reason: 1}
		send(osi.FromResponder, dr)
	}
	cc := &transport.ConnectionConfirm{}
	cc.Called = cr.Called
	cc.OverTCP, cc.DstRef, cc.SrcRef, cc.Options, cc.TPDUSize = true, cr.SrcRef, uint16(1+r.IntN(0xffff)), cr.Options, cr.TPDUSize
	send(osi.FromInitiator, cr)
	send(osi.FromResponder, cc)
	size := cc.MaxTPDU(cr)
	segmented := false // the unit before is a TSDU of several TPDUs
	for i := range units {
		u := &units[i]
		first := len(frames)
		for dt := range transport.Segments(u.TSDU, size) {
			if u.Expedited {
				ed := &transport.ExpeditedData{UserData: u.TSDU}
				ed.Format = cc.Format()
				ed.Format.Options = osi.Some(transport.OptionExpedited) // agreed on or not
				send(u.From, ed)
				break
			}
			send(u.From, &dt)
		}
		if n := len(frames); i > 0 && u.Expedited && units[i-1].From == u.From && segmented && r.IntN(2) == 0 {
			frames[n-1], frames[n-2] = frames[n-2], frames[n-1] // it overtakes the end of the TSDU in front
		}
		segmented = !u.Expedited && len(frames)-first > 1
	}
	return frames
}
