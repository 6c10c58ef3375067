"""A zip with impossible names costs its entries, and nothing else."""

from lrkit.files.archives import unpack


def test_a_zip_with_impossible_names_costs_its_entries(tmp_path):
    """The first of a name stays, and the others are said.

    A name is impossible if it is too long, lies below a file, is there twice but for its accents'
    spelling, or holds a control character.
    """
    import zipfile

    names = ("ada/01/a", "ada/01/a/below", "Jose\u0301/01/a", "Jos\u00e9/01/a", "zoe/" + "x" * 300,
             "m\x1b/a", "zoe/01/a")
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        for number, name in enumerate(names):
            archive.writestr(name, str(number))
    problems = unpack(tmp_path / "class.zip", tmp_path / "class")
    kept = {path.relative_to(tmp_path / "class").as_posix(): path.read_text()
            for path in (tmp_path / "class").rglob("*") if path.is_file()}
    assert kept == {"ada/01/a": "0", "Jos\u00e9/01/a": "2", "zoe/01/a": "6"}
    assert len(problems) == 4
