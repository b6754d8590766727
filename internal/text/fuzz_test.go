package text_test

import (
	"testing"

	"github.com/osi-go/osi/internal/text"
)

// Whatever is read as a number or a set prints as something that reads back as the same; what is
// refused changes nothing.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"busy", "reason(300)", "reason(-7)", "code ff", "HD,EX", "HD, bit1", "none", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		number, again := reason(77), reason(0)
		if err := text.Parse(&number, []byte(s)); err != nil && number != 77 {
			t.Errorf("%q: %v changes it to %d", s, err, number)
		}
		if err := text.Parse(&again, []byte(number.String())); err != nil || again != number {
			t.Errorf("%q: %v reads back as %v, %v", s, number, again, err)
		}
		set, same := units(4), units(0)
		if err := text.Parse(&set, []byte(s)); err != nil && set != 4 {
			t.Errorf("%q: %v changes it to %v", s, err, set)
		}
		if err := text.Parse(&same, []byte(set.String())); err != nil || same != set {
			t.Errorf("%q: %v reads back as %v, %v", s, set, same, err)
		}
	})
}
