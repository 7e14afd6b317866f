package file

func (rep *Report) inspectJPEG(src *source) {
	rep.Orientation = 1
	for at := int64(2); ; {
		var h [9]byte
		if src.read(h[:], at) < 4 || h[0] != 0xff {
			rep.fail("damaged", "This picture is damaged and does not open. Save it again, or take a new photo.")
			return
		}
		if h[1] >= 0xc0 && h[1] <= 0xcf && h[1] != 0xc4 && h[1] != 0xc8 && h[1] != 0xcc {
			rep.Height, rep.Width = int(be16(h[5:])), int(be16(h[7:]))
			return
		}
		at += 2 + int64(be16(h[2:]))
	}
}
