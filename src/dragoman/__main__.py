from dragoman.interfaces import main

main()
