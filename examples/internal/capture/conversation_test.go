package capture

import (
	"bytes"
	"fmt"
	"reflect"
	"testing"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
)

func file(t *testing.T, link layers.LinkType, frames ...[]byte) *bytes.Reader {
	t.Helper()
	var b bytes.Buffer
	w := pcapgo.NewWriter(&b)
	if err := w.WriteFileHeader(1<<16, link); err != nil {
		t.Fatal(err)
	}
	for _, f := range frames {
		if err := w.WritePacket(gopacket.CaptureInfo{CaptureLength: len(f), Length: len(f)}, f); err != nil {
			t.Fatal(err)
		}
	}
	return bytes.NewReader(b.Bytes())
}

// A gap ends a conversation; what follows it has no beginning.
func TestConversations(t *testing.T) {
	t.Parallel()
	var frames [][]byte
	for i, p := range []packet{
		{seq: 10, flags: "S"},
		{seq: 11, data: "ab"},
		{server: true, seq: 50, data: "x"},
		{seq: 15, data: "e"},
		{server: true, seq: 51, ack: 16, flags: "A", data: "y"},
	} {
		frames = append(frames, p.frame(t, i).Data)
	}
	list, err := Conversations(file(t, layers.LinkTypeRaw, frames...), 102)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range list {
		line := fmt.Sprint(c.Port, c.Begun)
		for _, p := range c.Pieces {
			line += fmt.Sprintf(" %d:%d:%s", p.Frame, p.From, p.Octets)
		}
		got = append(got, line)
	}
	want := []string{"102 true 2:0:ab 3:1:x 5:1:y", "102 false 5:0:e"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Of LAPB only I frames in sequence have packets; a link that is set up again begins with N(S) 0.
func TestPackets(t *testing.T) {
	t.Parallel()
	var frames [][]byte
	for _, text := range []string{
		"01 01 3F", "00 01 73", // SABM, UA
		"01 01 00 1000FB0000",  // I, N(S) 0
		"00 03 00 1000FF",      // I of the other side, N(S) 0
		"01 01 04 10010B0000",  // N(S) 2: 1 is missing
		"01 01 02 100100",      // N(S) 1
		"01 01 02 100100",      // again
		"00 01 21",             // RR
		"01 01 7F", "00 01 73", // SABME, UA
		"01 01 0000 100111", // I of modulo 128, N(S) 0
	} {
		frames = append(frames, octets(t, text))
	}
	list, err := Conversations(file(t, linkLAPB, frames...))
	if err != nil || len(list) != 1 {
		t.Fatal(len(list), err)
	}
	var got []string
	for _, p := range list[0].Packets() {
		got = append(got, fmt.Sprintf("%d:%d:%x", p.Frame, p.From, p.Octets))
	}
	want := []string{"3:0:1000fb0000", "4:1:1000ff", "6:0:100100", "11:0:100111"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
