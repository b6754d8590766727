package harden

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/examples/internal/capture"
	"github.com/osi-go/osi/examples/internal/capture/mutate"
	"github.com/osi-go/osi/internal/vectors"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/stack"
)

// An input is octets that are damaged, as a conversation of one unit, and the layer whose decoders
// get them.
type input struct {
	mutate.Conversation
	layer string
}

func newInput(name, layer string, shape mutate.Shape, b []byte) input {
	return input{mutate.Conversation{Name: name, Shape: shape, Units: []mutate.Unit{{From: capture.Initiator, Octets: b}}}, layer}
}

func (in *input) octets() []byte { return in.Units[0].Octets }

var layers = []string{"x25", "lapb", "xot", "transport", "session", "presentation", "acse", "rtse", "ber"}

// vectorInputs are the vectors of all layers.
func vectorInputs() (list []input, err error) {
	for _, layer := range layers {
		vs, err := vectors.Load(layer)
		if err != nil {
			return nil, err
		}
		for i := range vs {
			v := &vs[i]
			in := newInput(layer+"/"+v.Name, layer, shapeOf(layer, v.Get("form")), v.Octets)
			if v.Get("form") == "xot" {
				in.layer = "xot"
			}
			list = append(list, in)
		}
	}
	return list, nil
}

func shapeOf(layer, form string) mutate.Shape {
	switch layer {
	case "presentation", "acse", "rtse", "ber":
		return mutate.BER
	case "session":
		return mutate.TSDU
	case "transport":
		if form == "tpkt" {
			return mutate.TPKT
		}
		return mutate.TPDU
	case "xot":
		return mutate.XOT
	}
	if form == "xot" {
		return mutate.XOT
	}
	return mutate.Plain
}

// captureInputs are what the units of connections hold: the unit, its TPDU or packet, and what the
// layers above make of it. Octets that are there already are left out.
func captureInputs(all []mutate.Conversation) (list []input) {
	seen := map[string]bool{}
	add := func(name, layer string, shape mutate.Shape, b []byte) {
		if key := layer + string(b); len(b) > 0 && !seen[key] {
			seen[key] = true
			list = append(list, newInput(name, layer, shape, b))
		}
	}
	for _, c := range all {
		config, carrier := stack.Config{Midway: true, Tolerate: ^osi.Tolerance(0)}, stack.TPKTs
		if c.Shape == mutate.XOT {
			carrier, config.Interface = stack.XOT, stack.Interface{Foreign: true}
		}
		conn := stack.New(config).Conn(carrier)
		for _, u := range c.Units {
			if c.Shape == mutate.XOT {
				add(c.Name, "xot", mutate.XOT, u.Octets)
			} else {
				add(c.Name, "transport", mutate.TPKT, u.Octets)
			}
			for e := range conn.Feed(osi.Direction(u.From), u.Octets) {
				b := append([]byte(nil), e.Octets...)
				kind, ok := kinds[e.Layer]
				if !ok {
					kind = kindOf{"ber", mutate.BER}
				}
				add(c.Name, kind.layer, kind.shape, b)
			}
		}
	}
	return list
}

// kindOf is how the PDUs of a layer are damaged.
type kindOf struct {
	layer string
	shape mutate.Shape
}

// kinds has the layers of events; the values that no layer decodes are BER.
var kinds = map[osi.Layer]kindOf{
	osi.X25: {"x25", mutate.Plain}, osi.Transport: {"transport", mutate.TPDU}, osi.Session: {"session", mutate.TSDU},
	osi.Presentation: {"presentation", mutate.BER}, osi.ACSE: {"acse", mutate.BER}, osi.RTSE: {"rtse", mutate.BER},
}

// carried returns b as a gate gets it that is met midway: on its carrier, below what carries it.
func carried(layer string, shape mutate.Shape, b []byte) (c stack.Carrier, unit []byte, p presentation.Primitive, ok bool) {
	switch {
	case layer == "x25" || layer == "lapb":
		return stack.Packets, b, 0, true
	case layer == "xot":
		return stack.XOT, b, 0, true
	case shape == mutate.TPKT:
		return stack.TPKTs, b, 0, true
	case layer == "transport":
		return stack.NSDUs, b, 0, true
	case layer == "session":
		return stack.TSDUs, b, 0, true
	case layer == "presentation":
		primitive, ok := primitiveOf(b)
		return stack.SSDUs, b, primitive, ok
	}
	return 0, nil, 0, false
}

// primitiveOf guesses, by the tag, which primitive carries a PPDU.
func primitiveOf(b []byte) (presentation.Primitive, bool) {
	if len(b) == 0 {
		return 0, false
	}
	switch b[0] {
	case 0x31:
		return presentation.SConnect, true
	case 0x61:
		return presentation.SData, true
	case 0x60, 0xa0, 0xa1, 0x30:
		return presentation.STypedData, true
	}
	return presentation.SUserAbort, true
}
