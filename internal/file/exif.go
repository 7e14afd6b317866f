package file

import "encoding/binary"

// EXIF is a TIFF structure: directories of tags (CIPA DC-008, 4.6). Two things
// are read: which way up the picture is, and whether it says where it was taken.

// The tags that are read.
const (
	exifOrientation = 0x0112
	exifGPS         = 0x8825
	gpsLatitude     = 2
	gpsLongitude    = 4
)

// exifShort is the type of a 16-bit number.
const exifShort = 3

// readEXIF warns of a place, and takes the orientation where browsers do: from
// the first EXIF that stands before the pixels. Damaged EXIF is left alone:
// readers ignore it.
func (rep *Report) readEXIF(tiff []byte, orients bool) {
	order := exifOrder(tiff)
	if order == nil {
		return
	}
	var gps uint32
	eachTag(tiff, order.Uint32(tiff[4:]), order, func(tag uint16, entry []byte) {
		switch {
		case orients && tag == exifOrientation && order.Uint16(entry[2:]) == exifShort && order.Uint32(entry[4:]) == 1:
			if v := int(order.Uint16(entry[8:])); v >= 1 && v <= 8 {
				rep.Orientation = v
			}
		case tag == exifGPS:
			gps = order.Uint32(entry[8:])
		}
	})
	if gps != 0 && hasPosition(tiff, gps, order) && !rep.says(codeEXIFLocation) {
		rep.find(codeEXIFLocation, "This picture says where it was taken. If you do not want to send that, let it be removed here, or turn it off in the camera's settings and take the picture again.", remedyFit)
	}
}

// exifOrder returns the byte order, or nil for what is no TIFF.
func exifOrder(tiff []byte) binary.ByteOrder {
	if len(tiff) < 8 {
		return nil
	}
	switch string(tiff[:4]) {
	case "II*\x00":
		return binary.LittleEndian
	case "MM\x00*":
		return binary.BigEndian
	}
	return nil
}

// eachTag calls f for the entries of the directory at an offset: tag, type, count,
// and four bytes that hold the value or where that is.
func eachTag(tiff []byte, at uint32, order binary.ByteOrder, f func(tag uint16, entry []byte)) {
	if uint64(at)+2 > uint64(len(tiff)) {
		return
	}
	entries := tiff[at:]
	count := int(order.Uint16(entries))
	entries = entries[2:]
	for ; count > 0 && len(entries) >= 12; count, entries = count-1, entries[12:] {
		f(order.Uint16(entries), entries[:12])
	}
}

// hasPosition tells whether the GPS directory holds a latitude and a longitude.
// Cameras without a fix write the directory with a version only.
func hasPosition(tiff []byte, at uint32, order binary.ByteOrder) bool {
	found := 0
	eachTag(tiff, at, order, func(tag uint16, _ []byte) {
		if tag == gpsLatitude || tag == gpsLongitude {
			found++
		}
	})
	return found == 2
}
