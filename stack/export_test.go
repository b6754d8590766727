package stack

// WithoutLanes returns c, with which every unit goes through the decoders.
func WithoutLanes(c Config) Config {
	c.noLanes = true
	return c
}
