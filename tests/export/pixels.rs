//! Pixels of drawings and files, to be compared.

use std::path::Path;
use std::process::Command;

use resvg::{tiny_skia, usvg};
use ruilkaart::export::drawing::Drawing;
use ruilkaart::export::lettering::Weight;
use ruilkaart::export::raster;
use ruilkaart::job::Progress;

/// Red, green and blue, on white.
pub struct Pixels {
    pub size: [u32; 2],
    pub rgb: Vec<u8>,
}

pub fn of_drawing(drawing: &Drawing, dpi: f64) -> Pixels {
    let raster = raster::draw(drawing, drawing.px_per_unit(dpi), &Progress::default()).unwrap();
    Pixels {
        size: raster.size_px,
        rgb: on_white(&raster.rgba),
    }
}

pub fn of_svg(svg: &str, dpi: f32) -> Pixels {
    let mut options = usvg::Options {
        dpi,
        ..usvg::Options::default()
    };
    for weight in Weight::ALL {
        options.fontdb_mut().load_font_data(weight.file().to_vec());
    }
    let tree = usvg::Tree::from_str(svg, &options).unwrap();
    let size = tree.size().to_int_size();
    let mut pixmap = tiny_skia::Pixmap::new(size.width(), size.height()).unwrap();
    pixmap.fill(tiny_skia::Color::WHITE);
    resvg::render(
        &tree,
        tiny_skia::Transform::identity(),
        &mut pixmap.as_mut(),
    );
    Pixels {
        size: [size.width(), size.height()],
        rgb: on_white(pixmap.data()),
    }
}

/// The first page; `None` where poppler's pdftoppm is not installed.
pub fn of_pdf(pdf: &[u8], dpi: f64) -> Option<Pixels> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("page.pdf");
    std::fs::File::create(&file)
        .and_then(|mut file| std::io::Write::write_all(&mut file, pdf))
        .unwrap();
    let made = Command::new("pdftoppm")
        .args(["-png", "-singlefile", "-r", &dpi.to_string()])
        .arg(&file)
        .arg(folder.path().join("page"))
        .status()
        .ok()?;
    assert!(made.success());
    Some(of_png(&folder.path().join("page.png")))
}

pub fn of_png(path: &Path) -> Pixels {
    let picture = image::open(path).unwrap().into_rgb8();
    Pixels {
        size: [picture.width(), picture.height()],
        rgb: picture.into_raw(),
    }
}

/// The words of a PDF, page after page; `None` where poppler's pdftotext is not installed.
pub fn words_of(pdf: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("page.pdf");
    std::fs::File::create(&file)
        .and_then(|mut file| std::io::Write::write_all(&mut file, pdf))
        .unwrap();
    let told = Command::new("pdftotext")
        .arg("-layout")
        .arg(&file)
        .arg("-")
        .output()
        .ok()?;
    assert!(told.status.success());
    Some(String::from_utf8(told.stdout).unwrap())
}

fn on_white(rgba: &[u8]) -> Vec<u8> {
    let over = |part: u8, alpha: u8| {
        let (part, alpha) = (u32::from(part), u32::from(alpha));
        ((part * alpha + 255 * (255 - alpha) + 127) / 255) as u8
    };
    rgba.chunks_exact(4)
        .flat_map(|pixel| [0, 1, 2].map(|i| over(pixel[i], pixel[3])))
        .collect()
}

impl Pixels {
    /// Saves the picture where somebody wants to look at it: in the folder that `RUILKAART_PICTURES` names.
    pub fn keep(&self, name: &str) {
        if let Some(folder) = std::env::var_os("RUILKAART_PICTURES") {
            let [width, height] = self.size;
            let path = Path::new(&folder).join(name);
            image::save_buffer(path, &self.rgb, width, height, image::ColorType::Rgb8).unwrap();
        }
    }

    pub fn at(&self, x: u32, y: u32) -> [u8; 3] {
        let start = (y * self.size[0] + x) as usize * 3;
        self.rgb[start..start + 3].try_into().unwrap()
    }

    /// The part of pixels that differ by more than what two ways of smoothing an edge make of it: a pixel is alike
    /// when some pixel within one of its own place has its colour, within a sixth of the range.
    pub fn difference(&self, other: &Self) -> f64 {
        // Part of a pixel at the edge is a whole one for some.
        let [width, height] = [0, 1].map(|axis| {
            let (own, other) = (self.size[axis], other.size[axis]);
            assert!(own.abs_diff(other) <= 1, "{own} and {other} pixels");
            own.min(other)
        });
        let different = (0..height)
            .flat_map(|y| (0..width).map(move |x| (x, y)))
            .filter(|&(x, y)| !(self.is_near(other, x, y) && other.is_near(self, x, y)))
            .count();
        different as f64 / f64::from(width * height)
    }

    fn is_near(&self, other: &Self, x: u32, y: u32) -> bool {
        let own = self.at(x, y);
        let [width, height] = [0, 1].map(|axis| self.size[axis].min(other.size[axis]));
        let near = |at: u32, size: u32| at.saturating_sub(1)..=(at + 1).min(size - 1);
        near(y, height)
            .flat_map(|y| near(x, width).map(move |x| (x, y)))
            .any(|(x, y)| {
                let found = other.at(x, y);
                own.iter().zip(found).all(|(&a, b)| a.abs_diff(b) <= 42)
            })
    }
}
