//go:build !linux

package capture

import (
	"io"

	"github.com/pkg/errors"
)

// Live is a capture in progress. There is none but on Linux.
type Live struct{}

// NewLive fails.
func NewLive(string) (*Live, error) {
	return nil, errors.New("live capture is for Linux; elsewhere pipe a capture in: tcpdump -U -w - | dissect")
}

// Next returns io.EOF.
func (*Live) Next() (Frame, error) { return Frame{}, io.EOF }

// Close does nothing.
func (*Live) Close() error { return nil }
