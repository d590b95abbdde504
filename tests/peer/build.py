"""The recipe of the peer: builds llama-server from the source that llama-cpp-python ships on PyPI, once.

    .venv/bin/python -m tests.peer.build FOLDER [--jobs 2]

It needs a C++ compiler, some 600 MB of disk and a few minutes; the rest comes from PyPI into FOLDER.
"""

import argparse
import subprocess
import sys
import tarfile
from pathlib import Path

VERSION = "0.3.36"
SHA256 = "832db0699007f1be95a7e41ef12e88926b02ba836461e36a36372db2760c1a2e"
TOOLS = ("cmake==4.4.4", "ninja==1.13.2", "gguf==0.19.0")
"""cmake and ninja build the server, gguf writes its models; they stay out of Viva's own environment."""

SWITCHES = (
    "CMAKE_BUILD_TYPE=Release",
    "BUILD_SHARED_LIBS=OFF",
    "LLAMA_BUILD_UI=OFF",
    "LLAMA_USE_PREBUILT_UI=OFF",  # else the build downloads web pages from elsewhere
    "LLAMA_BUILD_TESTS=OFF",
    "LLAMA_BUILD_EXAMPLES=OFF",
    "LLAMA_OPENSSL=OFF",
    "GGML_CCACHE=OFF",
)


def server_in(folder: Path) -> Path:
    """Where the recipe leaves llama-server."""
    return folder / "build" / "bin" / "llama-server"


def tool_in(folder: Path, name: str) -> Path:
    """Where the recipe leaves one of its tools, `python` with gguf among them."""
    return folder / "tools" / "bin" / name


def build(folder: Path, jobs: int) -> None:
    """Build what is not there yet. CalledProcessError, after its own message, where a step fails."""
    folder.mkdir(parents=True, exist_ok=True)
    python = str(tool_in(folder, "python"))
    run(sys.executable, "-m", "venv", str(folder / "tools"))
    run(python, "-m", "pip", "install", "--quiet", *TOOLS)
    cmake, ninja = str(tool_in(folder, "cmake")), str(tool_in(folder, "ninja"))
    switches = [f"-D{switch}" for switch in (*SWITCHES, f"CMAKE_MAKE_PROGRAM={ninja}")]
    made = str(folder / "build")
    run(cmake, "-S", str(source_in(folder, python)), "-B", made, "-G", "Ninja", *switches)
    run(cmake, "--build", made, "--target", "llama-server", "--parallel", str(jobs))


def source_in(folder: Path, python: str) -> Path:
    """The unpacked source of llama.cpp; pip refuses a download with another hash."""
    name = f"llama_cpp_python-{VERSION}"
    source = folder / name / "vendor" / "llama.cpp"
    if not source.is_dir():
        wanted = folder / "wanted.txt"
        wanted.write_text(f"llama-cpp-python=={VERSION} --hash=sha256:{SHA256}\n", encoding="utf-8")
        pick = ("--no-deps", "--no-binary", "llama-cpp-python", "--requirement", str(wanted))
        run(python, "-m", "pip", "download", "--quiet", *pick, "--dest", str(folder))
        with tarfile.open(folder / f"{name}.tar.gz") as archive:
            archive.extractall(folder, filter="data")
    return source


def run(*command: str) -> None:
    subprocess.run(command, check=True)


def main() -> None:
    """Build, and say how to run the tests."""
    parser = argparse.ArgumentParser(description="Build llama-server for the tests in tests/peer.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--jobs", type=int, default=2, help="compilers to run at once")
    chosen = parser.parse_args()
    folder = chosen.folder.resolve()
    build(folder, chosen.jobs)
    print(f"Built. Now: LLAMA_PEER={folder} .venv/bin/pytest -m peer")


if __name__ == "__main__":
    main()
