package main

import (
	"bufio"
	"bytes"
	"os"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/examples/internal/capture"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/validate"
)

// An annotator writes a copy of a capture whose packets have, as comments, what is wrong with the
// PDUs that they complete. It is a sink. The nil one writes nothing.
type annotator struct {
	file   *os.File
	buffer *bufio.Writer
	w      *pcapgo.NgWriter

	interfaces map[ngInterface]int
	source     string // the file at hand

	frame    capture.Frame // that is not written yet, with data of its own
	waiting  bool
	comments []string
	faults   int // comments so far
}

// ngInterface is one of an input, which is one in the copy, too.
type ngInterface struct {
	file   string
	number int
	link   layers.LinkType
}

func newAnnotator(path string) (*annotator, error) {
	f, err := os.Create(path) //nolint:gosec // the user names it
	if err != nil {
		return nil, err
	}
	return &annotator{file: f, buffer: bufio.NewWriterSize(f, 1<<16), interfaces: map[ngInterface]int{}}, nil
}

// begin takes the next frame, after writing the one before it.
func (a *annotator) begin(f capture.Frame) error {
	if a == nil {
		return nil
	}
	if err := a.write(); err != nil {
		return err
	}
	data := append(a.frame.Data[:0], f.Data...)
	a.frame, a.waiting = f, true
	a.frame.Data = data
	return nil
}

// write writes the frame that waits.
func (a *annotator) write() error {
	if !a.waiting {
		return nil
	}
	a.waiting = false
	id, err := a.interfaceOf(&a.frame)
	if err != nil {
		return err
	}
	comments := a.comments
	a.comments = a.comments[:0]
	info := gopacket.CaptureInfo{
		Timestamp: a.frame.Time, CaptureLength: len(a.frame.Data), Length: max(a.frame.Length, len(a.frame.Data)), InterfaceIndex: id,
	}
	return a.w.WritePacketWithOptions(info, a.frame.Data, pcapgo.NgPacketOptions{Comments: comments})
}

// interfaceOf returns the number in the copy of the interface of a frame.
func (a *annotator) interfaceOf(f *capture.Frame) (int, error) {
	of := ngInterface{a.source, f.Interface, f.Link}
	id, known := a.interfaces[of]
	if known {
		return id, nil
	}
	i := pcapgo.NgInterface{Name: a.source, LinkType: f.Link}
	var err error
	if a.w == nil {
		a.w, err = pcapgo.NewNgWriterInterface(a.buffer, i, pcapgo.NgWriterOptions{SectionInfo: pcapgo.NgSectionInfo{Application: "dissect"}})
	} else {
		id, err = a.w.AddInterface(i)
	}
	a.interfaces[of] = id
	return id, err
}

// close writes what waits, and ends the file.
func (a *annotator) close() error {
	if a == nil {
		return nil
	}
	err := a.write()
	if a.w == nil && err == nil { // without a frame there is a file without frames
		a.w, err = pcapgo.NewNgWriter(a.buffer, layers.LinkTypeNull)
	}
	if a.w != nil {
		err = first(err, a.w.Flush())
	}
	return first(err, a.buffer.Flush(), a.file.Close())
}

// first returns the first error that is one.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (a *annotator) comment(text string) {
	a.faults++
	a.comments = append(a.comments, text)
}

func (a *annotator) event(_ *place, e *stack.Event) {
	if e.Err == nil {
		return
	}
	var b bytes.Buffer
	b.WriteString(e.Err.Error())
	if e.Err.Rule != nil {
		b.WriteString("; rule " + e.Err.ID)
	}
	b.WriteString(", from the " + e.Dir.String())
	a.comment(b.String())
}

func (a *annotator) note(*place, osi.Direction, string) {}
func (a *annotator) end(*place, string)                 {}

func (a *annotator) stop(_ *place, v *validate.Verdict) {
	a.comment("would be stopped: " + v.Err.Error() + "; rule " + ruleOf(v) + ", from the " + v.From.String() + "; then: " + v.Reaction.String())
}
