package file

func (rep *Report) inspectPNG(src *source) {
	rep.Orientation = 1
	var h [24]byte
	if src.read(h[:], 0) == len(h) {
		rep.Width, rep.Height = int(be32(h[16:])), int(be32(h[20:]))
	}
}
